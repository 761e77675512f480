/** Bytes that JSON gives a meaning. */
export const quote = 0x22;
export const backslash = 0x5c;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const comma = 0x2c;
export const colon = 0x3a;

/** What every function here answers where the text is no JSON. */
export const refused = -1;

/** 1 for bytes that a string may hold as they are: all but quotes, backslashes and control characters. */
const plain: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === quote || byte === backslash ? 0 : 1,
);
/** 1 for what may stand behind a backslash, but for the `u` of a code unit. */
const escapes: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const words: ReadonlyMap<number | undefined, Buffer> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]),
);

/** Past spaces, tabs and line ends. */
export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[at]) {
    at += 1;
  }
  return at;
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** Past an escape that begins with the backslash at `at`. */
function skipEscape(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1];
  if (escapes[kind ?? 0] === 1) return at + 2;
  if (kind !== 0x75) return refused;
  for (let digit = at + 2; digit < at + 6; digit += 1) if (!isHex(bytes[digit])) return refused;
  return at + 6;
}

/** Past a string; `start` is behind its opening quote. */
export function skipString(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    while (plain[bytes[at] ?? 0] === 1) at += 1;
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    if (byte !== backslash) return refused;
    at = skipEscape(bytes, at);
    if (at === refused) return refused;
  }
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let byte = bytes[at]; byte !== undefined && byte >= 0x30 && byte <= 0x39; byte = bytes[at]) at += 1;
  return at === start ? refused : at;
}

/** Past a number, by the grammar of RFC 8259. */
function skipNumber(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === 0x2d ? start + 1 : start;
  let at = bytes[first] === 0x30 ? first + 1 : skipDigits(bytes, first);
  if (at !== refused && bytes[at] === 0x2e) at = skipDigits(bytes, at + 1);
  if (at === refused || ((bytes[at] ?? 0) | 0x20) !== 0x65) return at;
  const sign = bytes[at + 1];
  return skipDigits(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
}

/** Past `true`, `false` or `null`. */
function skipWord(bytes: Uint8Array, start: number): number {
  const word = words.get(bytes[start]);
  if (word === undefined) return refused;
  for (let index = 1; index < word.length; index += 1) if (bytes[start + index] !== word[index]) return refused;
  return start + word.length;
}

function skipObject(bytes: Uint8Array, start: number, depth: number): number {
  let at = skipSpace(bytes, start);
  if (bytes[at] === closeBrace) return at + 1;
  for (;;) {
    if (bytes[at] !== quote) return refused;
    at = skipString(bytes, at + 1);
    if (at === refused) return refused;
    if (bytes[at] !== colon) {
      at = skipSpace(bytes, at);
      if (bytes[at] !== colon) return refused;
    }
    at = skipValue(bytes, at + 1, depth);
    if (at === refused) return refused;
    if (bytes[at] !== comma) {
      at = skipSpace(bytes, at);
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) return refused;
    }
    at = skipSpace(bytes, at + 1);
  }
}

function skipArray(bytes: Uint8Array, start: number, depth: number): number {
  let at = skipSpace(bytes, start);
  if (bytes[at] === closeBracket) return at + 1;
  for (;;) {
    at = skipValue(bytes, at, depth);
    if (at === refused) return refused;
    at = skipSpace(bytes, at);
    if (bytes[at] === closeBracket) return at + 1;
    if (bytes[at] !== comma) return refused;
    at += 1;
  }
}

/**
 * Past a value and the space before it, as strictly as `JSON.parse` reads it.
 * @param depth how many levels may be nested in it; what is deeper is refused.
 */
export function skipValue(bytes: Uint8Array, start: number, depth: number): number {
  const first = bytes[start];
  if (first === quote) return skipString(bytes, start + 1);
  if (first === openBrace) return depth === 0 ? refused : skipObject(bytes, start + 1, depth - 1);
  if (first === openBracket) return depth === 0 ? refused : skipArray(bytes, start + 1, depth - 1);
  if (first === undefined) return refused;
  if (first <= 0x20) {
    const at = skipSpace(bytes, start);
    return at === start ? refused : skipValue(bytes, at, depth);
  }
  return first <= 0x39 ? skipNumber(bytes, start) : skipWord(bytes, start);
}
