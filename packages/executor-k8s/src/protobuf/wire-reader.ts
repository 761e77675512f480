/** How a field's value is written: https://protobuf.dev/programming-guides/encoding/#structure */
export const varintWire = 0;
export const lengthWire = 2;
const fixed64Wire = 1;
const fixed32Wire = 5;

/** Varints of more bytes may not be exact as a number. */
const exactBytes = 7;
const longestVarint = 10;

/** Reads the parts that protobuf is made of. Once something was refused, nothing that was read is worth anything. */
export class WireReader {
  readonly bytes: Buffer;
  at = 0;
  refused = false;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Gives the bytes up, and ends all reading. */
  refuse(): void {
    this.refused = true;
    this.at = Number.MAX_SAFE_INTEGER;
  }

  /** A number without a sign. */
  unsigned(): number {
    const { bytes } = this;
    let byte = bytes[this.at] ?? this.#missing();
    this.at += 1;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    for (let count = 1; count < exactBytes; count += 1) {
      byte = bytes[this.at] ?? this.#missing();
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    this.at -= exactBytes;
    return Number(this.#long());
  }

  /** A number that may be negative: those take ten bytes. */
  signed(): number {
    const start = this.at;
    let end = start;
    while ((this.bytes[end] ?? 0) >= 0x80) end += 1;
    return end - start < exactBytes ? this.unsigned() : Number(BigInt.asIntN(64, this.#long()));
  }

  /** A length, and with it where what follows ends; refuses one that goes beyond `limit`. */
  end(limit: number): number {
    const length = this.unsigned();
    if (this.at + length <= limit) return this.at + length;
    this.refuse();
    return this.at;
  }

  /** Past a value that is not read. */
  skip(wire: number, limit: number): void {
    if (wire === varintWire) this.unsigned();
    else if (wire === lengthWire) this.at = this.end(limit);
    else if (wire === fixed64Wire) this.at += 8;
    else if (wire === fixed32Wire) this.at += 4;
    else this.refuse();
    if (this.at > limit) this.refuse();
  }

  #missing(): number {
    this.refuse();
    return 0;
  }

  #long(): bigint {
    let value = 0n;
    for (let count = 0; count < longestVarint; count += 1) {
      const byte = this.bytes[this.at] ?? this.#missing();
      this.at += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * count);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    this.refuse();
    return 0n;
  }
}
