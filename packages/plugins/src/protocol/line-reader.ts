/** Cuts a stream of bytes into lines, and gives up on one that grows too long. */
export class LineReader {
  readonly #longest: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** @param longest bytes of a line, without its end. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** @returns the lines that end in these bytes; null when one is too long: then nothing more is to be read. */
  push(chunk: Uint8Array): readonly string[] | null {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      if (!this.#keep(chunk.subarray(start, end))) return null;
      lines.push(Buffer.concat(this.#parts, this.#bytes).toString('utf8'));
      this.#parts = [];
      this.#bytes = 0;
      start = end + 1;
    }
    return this.#keep(chunk.subarray(start)) ? lines : null;
  }

  #keep(part: Uint8Array): boolean {
    this.#bytes += part.byteLength;
    if (part.byteLength > 0) this.#parts.push(part);
    return this.#bytes <= this.#longest;
  }
}
