import { readFile } from 'node:fs/promises';
import { CloudOpsError, type Report } from '@cloudops/spec';
import { parse } from 'yaml';
import { z } from 'zod';

/** What a playbook must answer on a recorded world. */
export interface Expectation {
  readonly world: string;
  /** The first cause's object as `Kind/namespace/name` or `Kind/name`; null for no cause at all. */
  readonly first_cause: string | null;
  /** Codes that the first cause must have, itself or in `also`. */
  readonly codes?: readonly string[] | undefined;
}

const schema = z.array(
  z.strictObject({
    world: z.string(),
    first_cause: z.string().nullable(),
    codes: z.array(z.string()).optional(),
  }),
);

/** Reads a file of expectations. @throws CloudOpsError `PLAYBOOK_TEST_INVALID`. */
export async function readExpectations(file: string): Promise<readonly Expectation[]> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw invalid(file, cause.message);
  });
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw invalid(file, z.prettifyError(parsed.error));
}

/** What differs from the expectation; empty when it is met. */
export function compareReport(report: Report, expected: Expectation): readonly string[] {
  const first = report.causes[0];
  const found = first === undefined ? null : nameOf(first.resource);
  const codes = first === undefined ? [] : [first.code, ...first.also];
  return [
    ...(found === expected.first_cause
      ? []
      : [`first cause is ${found ?? 'none'}, expected ${expected.first_cause ?? 'none'}`]),
    ...(expected.codes ?? [])
      .filter((code) => !codes.includes(code))
      .map((code) => `${code} is not among ${codes.join(', ') || 'no codes'}`),
  ];
}

function nameOf({ kind, namespace, name }: Report['causes'][number]['resource']): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function invalid(file: string, why: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAYBOOK_TEST_INVALID',
    message: `The expectations in ${file} cannot be used: ${why}`,
    nextSteps: ['Write a list of { world, first_cause, codes }.'],
  });
}
