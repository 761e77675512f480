import type { Json } from '@cloudops/spec';

/** What a text may be at most. */
export interface JsonLimits {
  /** UTF-16 code units of the text; 262,144 unless stated. */
  readonly length?: number;
  /** How deep arrays and objects may nest; 32 unless stated. */
  readonly depth?: number;
}

/** A text that is JSON with one meaning only, or why it is not. */
export type StrictJson =
  | { readonly kind: 'parsed'; readonly value: Json }
  | { readonly kind: 'invalid'; readonly why: string };

const whitespace = /[\t\n\r ]*/y;
const literal = /true|false|null/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const literals: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

class Flaw {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/**
 * Parses JSON (RFC 8259) that two readers cannot read differently: an object's key that is there twice, `__proto__` as a key,
 * a lone surrogate, a number that a double cannot hold, and anything beyond the limits make it invalid. Never throws.
 */
export function parseStrictJson(text: string, limits: JsonLimits = {}): StrictJson {
  const { length = 262_144, depth = 32 } = limits;
  if (text.length > length) return { kind: 'invalid', why: `it is longer than ${length} characters` };
  try {
    const reader = new Reader(text);
    const value = reader.value(depth);
    reader.end();
    return { kind: 'parsed', value };
  } catch (cause) {
    if (cause instanceof Flaw) return { kind: 'invalid', why: cause.why };
    throw cause;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    this.#take(whitespace);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    const word = this.#take(literal);
    return literals.get(word) ?? (word === '' ? this.#number() : null);
  }

  end(): void {
    this.#take(whitespace);
    if (this.#at < this.#text.length) this.#fail('something follows the value');
  }

  #object(depth: number): Json {
    const object: Record<string, Json> = {};
    this.#items('}', depth, () => {
      const key = this.#string();
      if (key === '__proto__') this.#fail('the key "__proto__" is refused');
      if (Object.hasOwn(object, key)) this.#fail('a key is there twice');
      this.#take(whitespace);
      if (!this.#skip(':')) this.#fail('a colon is missing');
      object[key] = this.value(depth - 1);
    });
    return object;
  }

  #array(depth: number): Json {
    const array: Json[] = [];
    this.#items(']', depth, () => array.push(this.value(depth - 1)));
    return array;
  }

  #items(close: string, depth: number, item: () => void): void {
    if (depth <= 0) this.#fail('it is nested too deep');
    this.#at += 1;
    this.#take(whitespace);
    if (this.#skip(close)) return;
    do {
      this.#take(whitespace);
      item();
      this.#take(whitespace);
    } while (this.#skip(','));
    if (!this.#skip(close)) this.#fail(`"${close}" is missing`);
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') this.#fail('a string is missing');
    const end = endOfString(this.#text, this.#at);
    const text = end === undefined ? undefined : decodeString(this.#text.slice(this.#at, end));
    if (end === undefined || text === undefined) return this.#fail('a string is not valid');
    this.#at = end;
    return text;
  }

  #number(): number {
    const raw = this.#take(number);
    const value = Number(raw);
    if (raw === '') this.#fail('a value is missing');
    const isExact = Number.isSafeInteger(value) || /[.eE]/.test(raw);
    if (!Number.isFinite(value) || !isExact) this.#fail('a number is too large');
    return value;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #fail(why: string): never {
    throw new Flaw(`${why} (at character ${this.#at})`);
  }
}

/** Behind the first quote that no backslash escapes; JSON.parse judges what is before it. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

function decodeString(raw: string): string | undefined {
  try {
    const text: unknown = JSON.parse(raw);
    return typeof text === 'string' && text.isWellFormed() ? text : undefined;
  } catch {
    return undefined;
  }
}
