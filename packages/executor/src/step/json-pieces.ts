import type { Json } from '@cloudops/spec';

/** Items of a list that go into one piece. */
const itemsPerPiece = 500;

/**
 * What `JSON.stringify` makes of a value, in pieces: a long list directly below the top is cut. Outputs of twenty thousand
 * objects are so written without a text of their whole length.
 */
export function* toJsonPieces(value: Json): Generator<string> {
  if (!isPlainObject(value) || !Object.values(value).some(isLongList)) {
    yield JSON.stringify(value);
    return;
  }
  let opening = '{';
  for (const [key, part] of Object.entries(value)) {
    // As JSON.stringify leaves it out.
    if (part === undefined) continue;
    yield `${opening}${JSON.stringify(key)}:`;
    opening = ',';
    if (isLongList(part)) yield* toListPieces(part);
    else yield JSON.stringify(part);
  }
  yield opening === '{' ? '{}' : '}';
}

function* toListPieces(items: readonly Json[]): Generator<string> {
  for (let start = 0; start < items.length; start += itemsPerPiece) {
    const text = JSON.stringify(items.slice(start, start + itemsPerPiece));
    yield `${start === 0 ? '[' : ','}${text.slice(1, -1)}`;
  }
  yield ']';
}

function isLongList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length > itemsPerPiece;
}

function isPlainObject(value: Json): value is { readonly [key: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return typeof (value as { toJSON?: unknown }).toJSON !== 'function';
}
