import type { z } from 'zod';
import { createPolicyError } from './errors.ts';
import { policyDataSchema } from './policy-data-schema.ts';
import type { PolicyData, PolicyFile } from './policy-source.ts';
import { readYaml, type YamlIssue } from './read-yaml.ts';

/**
 * Reads `data.yaml`.
 * @throws CloudOpsError `POLICY_DATA_INVALID`, naming file, line and column of each fault.
 */
export function parsePolicyData(file: PolicyFile): PolicyData {
  return readYaml(file, {
    check: (value) => {
      const result = policyDataSchema.safeParse(value);
      return result.success
        ? { kind: 'valid', value: result.data }
        : { kind: 'invalid', issues: toIssues(result.error, 'data') };
    },
    toError: (lines) =>
      createPolicyError({
        code: 'POLICY_DATA_INVALID',
        message: `Policy data does not load: ${lines.join('\n  ')}`,
        nextSteps: ['Correct the file; until then every plan is denied.'],
      }),
  });
}

/** Turns what a schema found into issues that point at the very key. */
export function toIssues(error: z.ZodError, root: string): readonly YamlIssue[] {
  return error.issues.map((issue) => {
    const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const where = issue.path.join('.') || root;
    return { path: [...issue.path, ...extra], message: `${where}: ${issue.message}` };
  });
}
