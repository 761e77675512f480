import { createHash } from 'node:crypto';
import { compareText, fieldsOf } from '../../api/object-fields.ts';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Servers of different versions write a missing field as null or not at all.
      .filter(([, child]) => child !== null && child !== undefined)
      .sort(([left], [right]) => compareText(left, right))
      .map(([key, child]) => [key, sorted(child)]),
  );
}

/** `sha256:` of a value, whatever order its keys came in; a key with null is no key. */
export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify(sorted(value) ?? null))
    .digest('hex')}`;
}

/** A map without some of its keys. */
export function without(value: unknown, ...keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).filter(([key]) => !keys.includes(key)));
}
