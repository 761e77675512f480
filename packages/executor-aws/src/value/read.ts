/** A step of a path into a value. */
export type PathPart = string | number;

/** The value at a path; undefined where the path ends early. Own properties only, since keys come from a cloud. */
export function valueAt(value: unknown, ...path: readonly PathPart[]): unknown {
  let current: unknown = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<PathPart, unknown>)[part];
  }
  return current;
}

/** The text at a path, or an empty text. */
export function textAt(value: unknown, ...path: readonly PathPart[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The finite number at a path, or null. */
export function numberAt(value: unknown, ...path: readonly PathPart[]): number | null {
  const found = valueAt(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

/** Whether the value at a path is exactly true. */
export function isTrueAt(value: unknown, ...path: readonly PathPart[]): boolean {
  return valueAt(value, ...path) === true;
}

/** The list at a path, or an empty list. */
export function listAt(value: unknown, ...path: readonly PathPart[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The time at a path in milliseconds since the Unix epoch, or null. */
export function timeAt(value: unknown, ...path: readonly PathPart[]): number | null {
  const time = Date.parse(textAt(value, ...path));
  return Number.isNaN(time) ? null : time;
}

/** AWS tags (`[{ Key, Value }]`) at a path, by key. */
export function tagsAt(value: unknown, ...path: readonly PathPart[]): ReadonlyMap<string, string> {
  return new Map(listAt(value, ...path).map((tag) => [textAt(tag, 'Key'), textAt(tag, 'Value')]));
}
