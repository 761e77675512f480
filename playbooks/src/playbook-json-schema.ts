import { type JsonObject, playbookSchema } from '@cloudops/spec';

/** The JSON Schema (draft 2020-12) of playbook files, for editors. Shapes only: `checkPlaybook` checks more. */
export function playbookJsonSchema(): JsonObject {
  return JSON.parse(
    JSON.stringify(playbookSchema.toJSONSchema({ target: 'draft-2020-12', io: 'input' })),
  ) as JsonObject;
}
