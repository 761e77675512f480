import type { CedarModule } from './cedar.ts';
import { type PolicyProblem, toPosition } from './policy-problem.ts';
import type { PolicyData } from './policy-source.ts';
import { createSchema } from './schema.ts';

const file = 'schema';

/** What is wrong with a schema given as text: it must parse and enumerate exactly the data's roles and environments. */
export function checkSchemaText(cedar: CedarModule, text: string, data: PolicyData): PolicyProblem[] {
  const answer = cedar.schemaToJson(text);
  if (answer.type !== 'success') {
    return answer.errors.map((error) => ({
      file,
      ...toPosition(text, error.sourceLocations?.[0]?.start ?? 0),
      message: error.message,
      help: error.help,
    }));
  }
  const given = answer.json.CloudOps?.entityTypes;
  const wanted = createSchema(data).CloudOps?.entityTypes;
  return ['Role', 'Environment'].flatMap((name) => {
    if (namesOf(given?.[name]) === namesOf(wanted?.[name])) return [];
    const message = `entity ${name} does not enumerate the data's names`;
    return [{ file, line: 1, column: 1, message, help: `entity ${name} enum ${namesOf(wanted?.[name])};` }];
  });
}

function namesOf(type: object | undefined): string {
  const names: unknown = type !== undefined && 'enum' in type ? type.enum : [];
  return JSON.stringify(Array.isArray(names) ? [...names].sort() : []);
}
