/** An object out of a cloud's JSON, not trusted to have any shape. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object itself, or an empty one when it is something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A list's elements; none when it is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A finite number, or null. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** An object's namespace and name; empty where it has none. */
export function nameOf(object: unknown): { readonly namespace: string; readonly name: string } {
  const metadata = fieldsOf(fieldsOf(object).metadata);
  return { namespace: textOf(metadata.namespace), name: textOf(metadata.name) };
}

/** Compares by code unit: the same order on every machine. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
