/** A step of a path into a value. */
export type PathPart = string | number;

/** What objects and lists have without anybody having put it there. */
const inherited: ReadonlySet<PathPart> = new Set(
  [Object.prototype, Array.prototype].flatMap((prototype) => Object.getOwnPropertyNames(prototype)),
);

function walk(value: unknown, path: readonly PathPart[]): unknown {
  let current: unknown = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    // Asking whether a property is an object's own costs more than all the rest.
    if (inherited.has(part) && !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<PathPart, unknown>)[part];
  }
  return current;
}

/** The value at a path; undefined where the path ends early. Own properties only, since keys come from a cloud. */
export function valueAt(value: unknown, ...path: readonly PathPart[]): unknown {
  return walk(value, path);
}

/** The text at a path, or an empty text. */
export function textAt(value: unknown, ...path: readonly PathPart[]): string {
  const found = walk(value, path);
  return typeof found === 'string' ? found : '';
}

/** The finite number at a path, or null. */
export function numberAt(value: unknown, ...path: readonly PathPart[]): number | null {
  const found = walk(value, path);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

/** The list at a path, or an empty list. */
export function listAt(value: unknown, ...path: readonly PathPart[]): readonly unknown[] {
  const found = walk(value, path);
  return Array.isArray(found) ? found : [];
}

/** The entries with text values of the map at a path, sorted by key. */
export function labelsAt(value: unknown, ...path: readonly PathPart[]): ReadonlyMap<string, string> {
  const found = walk(value, path);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return new Map();
  const entries = Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map(entries.length > 1 ? entries.sort(([a], [b]) => compareText(a, b)) : entries);
}

/** The time at a path in milliseconds since the Unix epoch, or null. */
export function timeAt(value: unknown, ...path: readonly PathPart[]): number | null {
  const found = walk(value, path);
  const time = typeof found === 'string' ? Date.parse(found) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** The condition of a type in an object's `status.conditions`, with its index; null without one. */
export function conditionOf(object: unknown, type: string): { readonly index: number; readonly raw: unknown } | null {
  const conditions = listAt(object, 'status', 'conditions');
  const index = conditions.findIndex((condition) => textAt(condition, 'type') === type);
  return index < 0 ? null : { index, raw: conditions[index] };
}

/** Orders text by code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
