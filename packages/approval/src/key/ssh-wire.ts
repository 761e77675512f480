/** A string of the SSH wire form: its length in four bytes, then its bytes (RFC 4251, section 5). */
export function sshString(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes);
  return Buffer.concat([sshUint32(content.length), content]);
}

/** An unsigned number in four bytes, the highest first. */
export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads the SSH wire form. Each method answers `undefined` where the bytes do not suffice, and so does every one after it. */
export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;
  #isShort = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  bytes(length: number): Buffer | undefined {
    if (this.#isShort || length > this.#bytes.length - this.#at) {
      this.#isShort = true;
      return undefined;
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  byte(): number | undefined {
    return this.bytes(1)?.[0];
  }

  uint32(): number | undefined {
    return this.bytes(4)?.readUInt32BE(0);
  }

  string(): Buffer | undefined {
    const length = this.uint32();
    return length === undefined ? undefined : this.bytes(length);
  }

  text(): string | undefined {
    return this.string()?.toString('utf8');
  }

  /** What has not been read yet. */
  rest(): Buffer {
    return this.bytes(this.#bytes.length - this.#at) ?? Buffer.alloc(0);
  }

  /** Whether all was read, and nothing was missing. */
  isAtEnd(): boolean {
    return !this.#isShort && this.#at === this.#bytes.length;
  }
}
