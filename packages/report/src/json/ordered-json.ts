import type { Json } from '@cloudops/spec';

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
  'causes',
  'findings',
  'ruled_out',
  'not_checked',
  'figures',
  'clarify',
  'data',
];

const places: ReadonlyMap<string, number> = new Map(readingOrder.map((key, place) => [key, place]));

/** A copy of a plain value whose keys are in one fixed order at every depth, so that equal values give equal bytes. */
export function orderKeys<Value>(value: Value): Value {
  return ordered(value) as Value;
}

/** Pretty JSON with two spaces and a fixed key order, ending in a newline. */
export function toPrettyJson(value: unknown): string {
  return `${JSON.stringify(ordered(value), null, 2)}\n`;
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
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(source).sort(compareKeys);
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    const inner = source[key];
    if (inner !== undefined) assign(result, key, ordered(inner));
  }
  return result;
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
