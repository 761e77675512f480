import { nearestHint } from '@cloudops/planner';
import { type Playbook, playbookSchema } from '@cloudops/spec';
import { playbookJsonSchema } from '../playbook-json-schema.ts';
import type { PlaybookProblem } from '../problem.ts';
import type { Path, SourceFile } from '../source/source-file.ts';

/** A document of the right shape, or where it is not. */
export type Shape =
  | { readonly kind: 'playbook'; readonly playbook: Playbook }
  | { readonly kind: 'misshapen'; readonly problems: readonly PlaybookProblem[] };

/** How deep values may nest. */
const maximumDepth = 32;

type Issue = NonNullable<ReturnType<typeof playbookSchema.safeParse>['error']>['issues'][number];

/** Checks keys and types against the schema of playbooks. */
export function checkShape(source: SourceFile): Shape {
  const { value } = source;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const problem = source.problemAt([], 'a playbook must be a map of keys', 'begin with api_version: cloudops/v1');
    return { kind: 'misshapen', problems: [problem] };
  }
  const deep = tooDeep(value, []);
  if (deep !== undefined) {
    const message = `values nest deeper than ${maximumDepth} levels`;
    return { kind: 'misshapen', problems: [source.problemAt(deep, message, 'flatten it')] };
  }
  const result = playbookSchema.safeParse(value);
  if (result.success) return { kind: 'playbook', playbook: result.data };
  return { kind: 'misshapen', problems: result.error.issues.flatMap((issue) => toProblems(issue, source)) };
}

function toProblems(issue: Issue, source: SourceFile): readonly PlaybookProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = knownKeys(path);
        const hint = nearestHint(key, known, `allowed: ${known.join(', ')}`);
        return source.problemAt([...path, key], `unknown key "${key}"`, hint, { atKey: true });
      });
    case 'invalid_key': {
      const message = `"${path.at(-1)}" ${issue.issues[0]?.message ?? 'is no valid name'}`;
      return [source.problemAt(path, message, 'rename it', { atKey: true })];
    }
    case 'invalid_type':
      return [typeProblem(issue.expected, path, source)];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const found = valueAt(source.value, path);
      if (found === undefined) return [missing(path, source)];
      const hint = nearestHint(String(found), values, `allowed: ${values.join(', ')}`);
      return [source.problemAt(path, `${label(path)} cannot be ${shown(found)}`, hint)];
    }
    default:
      return [
        source.problemAt(path, `${label(path)}: ${lowerFirst(issue.message)}`, 'see `cloudops playbooks schema`'),
      ];
  }
}

function typeProblem(expected: string, path: Path, source: SourceFile): PlaybookProblem {
  const found = valueAt(source.value, path);
  if (found === undefined) return missing(path, source);
  const wanted = article(expected);
  return source.problemAt(path, `${label(path)} must be ${wanted}, got ${kindOf(found)}`, `write ${wanted}`);
}

function missing(path: Path, source: SourceFile): PlaybookProblem {
  const parent = path.slice(0, -1);
  return source.problemAt(parent, `the key "${path.at(-1)}" is missing`, `add ${path.at(-1)}:`);
}

function knownKeys(path: Path): readonly string[] {
  const root = playbookJsonSchema();
  let schema = resolveReference(root, root);
  for (const part of path) {
    const next =
      typeof part === 'number'
        ? member(schema, 'items')
        : (member(member(schema, 'properties'), part) ?? member(schema, 'additionalProperties'));
    schema = resolveReference(next, root);
  }
  return Object.keys((member(schema, 'properties') as object | undefined) ?? {});
}

function resolveReference(schema: unknown, root: unknown): unknown {
  const reference = member(schema, '$ref');
  if (typeof reference !== 'string') return schema;
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((found, key) => member(found, key), root);
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, part) => member(found, String(part)), value);
}

function tooDeep(value: unknown, path: Path): Path | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= maximumDepth) return path;
  for (const [key, child] of Object.entries(value)) {
    const found = tooDeep(child, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function label(path: Path): string {
  return path.length === 0 ? 'the playbook' : path.join('.');
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = { record: 'a map', object: 'a map', array: 'a list', string: 'text' };
  return names[type] ?? (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `text ${shown(value)}` : `the ${typeof value} ${shown(value)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59).toWellFormed()}…`;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
