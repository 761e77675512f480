/** Elements that go into one piece. */
const elementsPerPiece = 50;

/** Lists that are shorter are one piece with what holds them. */
const longList = 200;

/** How deep below the top long lists are looked for. */
const deepest = 3;

/**
 * What `JSON.stringify(value, null, 2)` gives for a plain value without `undefined`, in pieces: long lists near the top
 * are cut.
 * @param line a line's end and the indentation of the value within its text.
 */
export function* prettyPieces(value: unknown, line = '\n', depth = 0): Generator<string> {
  if (!holdsLongList(value, depth)) {
    yield pretty(value, line);
    return;
  }
  const inner = `${line}  `;
  if (Array.isArray(value)) {
    yield* listPieces(value as readonly unknown[], line);
    return;
  }
  let opening = '{';
  for (const [key, part] of Object.entries(value as object)) {
    yield `${opening}${inner}${JSON.stringify(key)}: `;
    yield* prettyPieces(part, inner, depth + 1);
    opening = ',';
  }
  yield `${line}}`;
}

function* listPieces(values: readonly unknown[], line: string): Generator<string> {
  const inner = `${line}  `;
  for (let start = 0; start < values.length; start += elementsPerPiece) {
    const texts = values.slice(start, start + elementsPerPiece).map((value) => pretty(value, inner));
    yield `${start === 0 ? '[' : ','}${inner}${texts.join(`,${inner}`)}`;
  }
  yield `${line}]`;
}

function pretty(value: unknown, line: string): string {
  // Line feeds in texts are escaped: those left are JSON's own.
  return JSON.stringify(value, null, 2).replaceAll('\n', line);
}

function holdsLongList(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  if (Array.isArray(value)) return value.length > longList;
  return Object.values(value).some((part) => holdsLongList(part, depth + 1));
}
