import type { Json } from '@cloudops/spec';
import { prettyPieces } from './pretty-pieces.ts';

/** The keys of our own values in the order people read them; all other keys follow in code-unit order. */
const readingOrder: readonly string[] = [
  'schema_version',
  'kind',
  'report',
  'run',
  'rank',
  'id',
  'status',
  'question',
  'playbook',
  'summary',
  'code',
  'also',
  'role',
  'tier',
  'severity',
  'resource',
  'provider',
  'target',
  'namespace',
  'name',
  'instances',
  'title',
  'detail',
  'step',
  'pointer',
  'value',
  'evidence',
  'cause_of',
  'consequences',
  'touches_users',
  'since',
  'remediations',
  'inputs',
  'risk',
  'undo',
  'what',
  'why',
  'needs',
  'changes',
  'causes',
  'findings',
  'ruled_out',
  'not_checked',
  'figures',
  'clarify',
  'data',
];

const places: ReadonlyMap<string, number> = new Map(readingOrder.map((key, place) => [key, place]));

/**
 * A plain value with its keys in one fixed order at every depth, so that equal values give equal bytes. Whatever is in
 * order already is shared with the given value, which is not changed: a report of thousands of causes is not copied again.
 */
export function orderKeys<Value>(value: Value): Value {
  return ordered(value) as Value;
}

/** Pretty JSON with two spaces and a fixed key order, ending in a newline. */
export function toPrettyJson(value: unknown): string {
  return `${JSON.stringify(ordered(value), null, 2)}\n`;
}

/** What {@link toPrettyJson} gives, in pieces, so that a long text never stands in memory as a whole. */
export function* toPrettyJsonPieces(value: unknown): Generator<string> {
  yield* prettyPieces(ordered(value));
  yield '\n';
}

/** JSON on one line with a fixed key order, ending in a newline. */
export function toJsonLine(value: unknown): string {
  return `${JSON.stringify(ordered(value))}\n`;
}

/** A value's bytes as a sort key: equal for equal values, whatever their keys' order. */
export function toSortKey(value: Json | object): string {
  return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return orderedList(value as readonly unknown[]);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(source);
  let isSame = areInOrder(keys);
  if (!isSame) keys.sort(compareKeys);
  const parts = keys.map((key) => ordered(source[key]));
  isSame &&= keys.every((key, index) => parts[index] !== undefined && parts[index] === source[key]);
  if (isSame) return value;
  const result: Record<string, unknown> = {};
  for (const [index, key] of keys.entries()) {
    if (parts[index] !== undefined) assign(result, key, parts[index]);
  }
  return result;
}

function orderedList(values: readonly unknown[]): readonly unknown[] {
  const parts = values.map(ordered);
  return parts.every((part, index) => part === values[index]) ? values : parts;
}

function areInOrder(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || compareKeys(keys[index - 1] ?? '', key) < 0);
}

/** Assigning to `__proto__` would change the object's prototype and lose the value. */
function assign(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function compareKeys(left: string, right: string): number {
  const unplaced = readingOrder.length;
  const difference = (places.get(left) ?? unplaced) - (places.get(right) ?? unplaced);
  return difference !== 0 ? difference : left < right ? -1 : left > right ? 1 : 0;
}
