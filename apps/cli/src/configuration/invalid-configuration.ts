import { CloudOpsError } from '@cloudops/spec';
import { type Document, isMap } from 'yaml';
import type { z } from 'zod';
import { describeAllowed, describeKeys } from './allowed.ts';

/** An error about the configuration file. @param place how the message names it, such as `FILE:2:3`. */
export function invalidConfiguration(place: string, problem: string, nextStep: string): CloudOpsError {
  return new CloudOpsError({
    code: 'CONFIG_INVALID',
    message: `The configuration is not valid. ${place}: ${problem}`,
    nextSteps: [nextStep],
  });
}

/** What an issue is told with. */
export interface IssueContext {
  readonly schema: z.ZodType;
  readonly document: Document;
  readonly file: string;
  /** Names an offset of the file. */
  place(offset: number): string;
}

/** The first issue of a check as an error that names file, line, key and what is allowed; never the value that is there. */
export function toIssueError(issue: z.core.$ZodIssue | undefined, context: IssueContext): CloudOpsError {
  const { schema, document, file, place } = context;
  const parent = issue?.path ?? [];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknown === undefined ? parent : [...parent, unknown];
  const where = place(startOf(keyAt(document, path)));
  const key = path.map(String).join('.');
  const named = key === '' ? 'the file' : key;
  if (unknown !== undefined) {
    const step = `Correct or remove ${key} in ${file}: ${describeKeys(schema, parent, unknown)}`;
    return invalidConfiguration(where, `${key}: there is no such setting`, step);
  }
  const allowed = describeAllowed(schema, path);
  const step = `Correct ${named} in ${file}${allowed === '' ? '.' : `. Allowed: ${allowed}.`}`;
  return invalidConfiguration(where, `${named}: ${wordsOf(issue)}`, step);
}

function wordsOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  // What is allowed stands in the next step, in words.
  if (issue?.code === 'invalid_value') return 'is none of what is allowed';
  return issue?.message ?? 'is not valid';
}

/** The key of a setting, or the nearest one above it that is there. */
function keyAt(document: Document, path: readonly PropertyKey[]): unknown {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length > 1 ? document.getIn(path.slice(0, length - 1), true) : document.contents;
    const name = String(path[length - 1]);
    const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === name) : undefined;
    if (pair !== undefined) return pair.key;
  }
  return undefined;
}

/** Where a node of the document begins, as an offset in the text. */
export function startOf(node: unknown): number {
  return (node as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0;
}
