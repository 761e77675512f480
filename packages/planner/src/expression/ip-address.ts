/**
 * An IPv4 or IPv6 address. Text is read strictly: no zone, no leading zeros, no IPv4-mapped IPv6.
 * Source: the `ip` and `cidr` libraries of Kubernetes CEL (k8s.io/apiserver/pkg/cel/library).
 */
export class IpAddress {
  readonly #family: 4 | 6;
  readonly #value: bigint;

  constructor(family: 4 | 6, value: bigint) {
    this.#family = family;
    this.#value = value;
  }

  /** Undefined when the text is no address. */
  static parse(text: string): IpAddress | undefined {
    if (text.length > 45) return undefined;
    if (!text.includes(':')) {
      const value = parseV4(text);
      return value === undefined ? undefined : new IpAddress(4, value);
    }
    const value = parseV6(text);
    if (value === undefined || value >> 32n === 0xffffn) return undefined;
    return new IpAddress(6, value);
  }

  get family(): 4 | 6 {
    return this.#family;
  }

  get value(): bigint {
    return this.#value;
  }

  /** Address length in bits. */
  get bits(): number {
    return this.#family === 4 ? 32 : 128;
  }

  equals(other: IpAddress): boolean {
    return this.#family === other.family && this.#value === other.value;
  }

  isUnspecified(): boolean {
    return this.#value === 0n;
  }

  isLoopback(): boolean {
    return this.#family === 4 ? this.#value >> 24n === 127n : this.#value === 1n;
  }

  isLinkLocalUnicast(): boolean {
    return this.#family === 4 ? this.#value >> 16n === 0xa9fen : this.#value >> 118n === 0x3fan;
  }

  isLinkLocalMulticast(): boolean {
    if (this.#family === 4) return this.#value >> 8n === 0xe00000n;
    return this.#value >> 120n === 0xffn && ((this.#value >> 112n) & 0xfn) === 2n;
  }

  /** As Go's `IsGlobalUnicast`: private ranges count. */
  isGlobalUnicast(): boolean {
    if (this.isUnspecified() || this.isLoopback() || this.isLinkLocalUnicast()) return false;
    if (this.#family === 4) return this.#value >> 28n !== 0xen && this.#value !== 0xffffffffn;
    return this.#value >> 120n !== 0xffn;
  }

  /** RFC 5952 form. */
  toString(): string {
    if (this.#family === 4) return groups(this.#value, 4, 8n).join('.');
    const hex = groups(this.#value, 8, 16n).map((group) => group.toString(16));
    const run = longestZeroRun(hex);
    if (run.length < 2) return hex.join(':');
    return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
  }
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = v6Groups(halves[0] ?? '');
  const tail = halves.length === 2 ? v6Groups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...new Array<bigint>(missing).fill(0n), ...tail];
  return all.reduce((value, group) => (value << 16n) | group, 0n);
}

function v6Groups(text: string): bigint[] | undefined {
  if (text === '') return [];
  const result: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 && part.includes('.') ? parseV4(part) : undefined;
    if (v4 !== undefined) result.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) result.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return result;
}

function groups(value: bigint, count: number, width: bigint): bigint[] {
  const mask = (1n << width) - 1n;
  return Array.from({ length: count }, (_, index) => (value >> (BigInt(count - 1 - index) * width)) & mask);
}

function longestZeroRun(hex: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let current = { start: 0, length: 0 };
  for (const [index, group] of hex.entries()) {
    current = group === '0' ? { start: current.start, length: current.length + 1 } : { start: index + 1, length: 0 };
    if (current.length > best.length) best = current;
  }
  return best;
}
