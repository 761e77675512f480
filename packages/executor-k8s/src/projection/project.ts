import type { FieldMask } from './field-mask.ts';

/**
 * Keeps what a mask names, in the object's own shape. Arrays keep their length, so that a JSON pointer into the
 * result reads the same in the original. Returns undefined where nothing is left.
 */
export function project(value: unknown, mask: FieldMask): unknown {
  if (mask.whole) return value;
  if (Array.isArray(value)) {
    const { each } = mask;
    if (each === null) return undefined;
    return value.map((item) => project(item, each) ?? (typeof item === 'object' && item !== null ? {} : null));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const kept: Record<string, unknown> = {};
  let some = false;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const [key, below] of mask.keys) {
    if (!Object.hasOwn(fields, key)) continue;
    const part = project(fields[key], below);
    if (part === undefined) continue;
    Object.defineProperty(kept, key, { value: part, enumerable: true, configurable: true, writable: true });
    some = true;
  }
  return some ? kept : undefined;
}
