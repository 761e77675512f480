/** More than most answers need; it doubles. */
const firstBytes = 65_536;
/** A long list has one page that is read and one on its way. */
const mostSpare = 3;

/** How much is to be expected: one of many pages, or nobody knows. */
type Expected = 'page' | 'unknown';

/** Memory that answers came in, for those that come next: new memory has to be cleared, and costs a page fault per 4 KiB. */
export class ByteStores {
  readonly #spare: ArrayBuffer[] = [];

  /** A store for one body. */
  open(expected: Expected = 'unknown'): ByteStore {
    return new ByteStore(this, expected);
  }

  /** A piece that is there, or a new one. Pages get the largest, so that few pieces grow to the size of a page. */
  take(expected: Expected): ArrayBuffer {
    const found = expected === 'page' ? this.#spare.pop() : this.#spare.shift();
    return found ?? new ArrayBuffer(firstBytes);
  }

  /** Keeps a piece for others; the smallest is let go when there are too many. */
  give(memory: ArrayBuffer): void {
    this.#spare.push(memory);
    this.#spare.sort((left, right) => left.byteLength - right.byteLength);
    // Moved to where nothing is kept, which frees it at once: https://tc39.es/ecma262/#sec-arraybuffer.prototype.transfer
    if (this.#spare.length > mostSpare) this.#spare.shift()?.transfer(0);
  }
}

/**
 * Chunks of a body in one piece of memory, which is given back by hand: chunks that wait to be joined outlive several
 * collections of new objects, and are let go late then, as would be the pages.
 */
export class ByteStore {
  readonly #stores: ByteStores;
  readonly #expected: Expected;
  #memory: ArrayBuffer | null = null;
  #size = 0;

  constructor(stores: ByteStores, expected: Expected) {
    this.#stores = stores;
    this.#expected = expected;
  }

  get size(): number {
    return this.#size;
  }

  /** All that was added; not to be read after `free`, nor kept over another `add`. */
  get bytes(): Buffer {
    return this.#memory === null ? Buffer.alloc(0) : Buffer.from(this.#memory, 0, this.#size);
  }

  /** Copies a chunk behind those before it. */
  add(chunk: Uint8Array): void {
    const size = this.#size + chunk.byteLength;
    const memory = this.#withRoom(size);
    new Uint8Array(memory, this.#size).set(chunk);
    this.#size = size;
  }

  /** Gives the memory to whoever comes next. */
  free(): void {
    if (this.#memory !== null) this.#stores.give(this.#memory);
    this.#memory = null;
    this.#size = 0;
  }

  #withRoom(size: number): ArrayBuffer {
    const memory = this.#memory ?? this.#stores.take(this.#expected);
    let room = memory.byteLength;
    while (room < size) room *= 2;
    this.#memory = room === memory.byteLength ? memory : memory.transfer(room);
    return this.#memory;
  }
}
