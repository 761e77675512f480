import { placeOfBytes, placeOfKey, type ScanMask } from './scan-mask.ts';
import * as json from './scan-skip.ts';
import type { TextPool } from './text-pool.ts';

/** Nothing that an API server stores comes near it. */
const deepest = 200;

/** 1 for bytes that are a character of their own in a string. */
const ascii: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte > 0x7e || byte === json.quote || byte === json.backslash ? 0 : 1,
);

function build(mask: ScanMask, values: readonly unknown[]): unknown {
  const kept: Record<string, unknown> = {};
  let some = false;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    const key = mask.keys[place]?.key;
    if (value === undefined || key === undefined) continue;
    some = true;
    if (key === '__proto__')
      Object.defineProperty(kept, key, { value, enumerable: true, configurable: true, writable: true });
    else kept[key] = value;
  }
  return some ? kept : undefined;
}

/**
 * Reads JSON out of bytes and makes values of no more than a mask names. It accepts what `JSON.parse` accepts, but
 * for nesting beyond a bound, and nothing else, in kept and in skipped parts alike. `at` is -1 from the first refusal
 * on; what was returned is worth nothing then.
 */
export class Scanner {
  readonly #bytes: Buffer;
  readonly #texts: TextPool;
  /** Where reading goes on; -1 once the text was refused. */
  at = 0;

  constructor(bytes: Buffer, texts: TextPool) {
    this.#bytes = bytes;
    this.#texts = texts;
  }

  /** The byte that begins what comes next; undefined at the end of the text. */
  next(): number | undefined {
    if (this.at !== json.refused) this.at = json.skipSpace(this.#bytes, this.at);
    return this.#bytes[this.at];
  }

  /** Whether the whole text was read and none of it refused. */
  ended(): boolean {
    return this.next() === undefined && this.at !== json.refused;
  }

  /** Goes past a byte that must come next. */
  expect(byte: number): void {
    this.at = this.next() === byte ? this.at + 1 : json.refused;
  }

  /** Goes past a value. */
  skip(depth: number = deepest): void {
    if (this.at !== json.refused) this.at = json.skipValue(this.#bytes, this.at, depth);
  }

  /** The next value, as `project` keeps it of what `JSON.parse` makes of it. */
  project(mask: ScanMask, depth: number = deepest): unknown {
    if (mask.whole) return this.value(depth);
    const first = this.next();
    if (first === json.openBrace && mask.keys.length > 0) return this.#object(mask, depth - 1);
    if (first === json.openBracket && mask.each !== null) return this.#array(mask.each, depth - 1);
    this.skip(depth);
    return undefined;
  }

  /** The next value whole. */
  value(depth: number = deepest): unknown {
    const first = this.next();
    const start = this.at;
    if (first === json.quote) return this.#text();
    this.skip(depth);
    return this.at === json.refused ? undefined : JSON.parse(this.#bytes.toString('utf8', start, this.at));
  }

  /** Calls `take` before each member of the next object with its key; `take` goes past the value. */
  members(take: (key: string) => void): void {
    this.expect(json.openBrace);
    if (this.next() === json.closeBrace) this.at += 1;
    else {
      do {
        const key = this.next() === json.quote ? this.#text() : this.refuse();
        this.expect(json.colon);
        take(key);
      } while (this.#goesOn(json.closeBrace));
    }
  }

  /** Calls `take` before each element of the next array; `take` goes past it. */
  elements(take: () => void): void {
    this.expect(json.openBracket);
    if (this.next() === json.closeBracket) this.at += 1;
    else {
      do take();
      while (this.#goesOn(json.closeBracket));
    }
  }

  /** Gives the text up. */
  refuse(): '' {
    this.at = json.refused;
    return '';
  }

  #goesOn(close: number): boolean {
    const byte = this.next();
    if (byte === json.comma || byte === close) this.at += 1;
    else this.at = json.refused;
    return byte === json.comma;
  }

  #text(): string {
    const bytes = this.#bytes;
    const start = this.at + 1;
    let end = start;
    while (ascii[bytes[end] ?? 0] === 1) end += 1;
    if (bytes[end] === json.quote) {
      this.at = end + 1;
      return this.#texts.take(bytes, start, end);
    }
    end = json.skipString(bytes, end);
    this.at = end;
    return end === json.refused ? '' : (JSON.parse(bytes.toString('utf8', start - 1, end)) as string);
  }

  #place(mask: ScanMask): number {
    const bytes = this.#bytes;
    if (this.next() !== json.quote) {
      this.refuse();
      return -1;
    }
    const start = this.at + 1;
    let end = start;
    while (ascii[bytes[end] ?? 0] === 1) end += 1;
    if (bytes[end] !== json.quote) return placeOfKey(mask, this.#text());
    this.at = end + 1;
    return placeOfBytes(mask, bytes, start, end);
  }

  #object(mask: ScanMask, depth: number): unknown {
    const values = new Array<unknown>(mask.keys.length).fill(undefined);
    if (depth < 0) return this.refuse();
    this.at += 1;
    if (this.next() === json.closeBrace) this.at += 1;
    else {
      do {
        const place = this.#place(mask);
        this.expect(json.colon);
        const below = mask.keys[place]?.below;
        // Of members of one name the last one counts, kept or not.
        if (below === undefined) this.skip(depth);
        else values[place] = this.project(below, depth);
      } while (this.#goesOn(json.closeBrace));
    }
    return build(mask, values);
  }

  #array(each: ScanMask, depth: number): unknown {
    const items: unknown[] = [];
    if (depth < 0) return this.refuse();
    this.elements(() => {
      const first = this.next();
      const nested = first === json.openBrace || first === json.openBracket;
      items.push(this.project(each, depth) ?? (nested ? {} : null));
    });
    return items;
  }
}
