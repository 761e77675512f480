/** A JSON object of any shape. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as an object; without fields where it is none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A value as a list; empty where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value as text of bounded length; empty where it is none. */
export function textOf(value: unknown, longest = 1000): string {
  return typeof value === 'string' ? value.slice(0, longest) : '';
}

/** A value as a finite number; null where it is none. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A time as ISO 8601 to the second; null where it is none, or Go's zero time. */
export function timeOf(value: unknown): string | null {
  const time = Date.parse(textOf(value));
  return Number.isNaN(time) || time <= 0 ? null : new Date(Math.floor(time / 1000) * 1000).toISOString();
}

const mostLabels = 60;

/** Labels, sorted by name, with values of bounded length. */
export function labelsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsOf(value))
    .slice(0, mostLabels)
    .map(([name, label]) => [name.slice(0, 200), textOf(label, 500)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
