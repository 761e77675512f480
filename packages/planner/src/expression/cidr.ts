import { IpAddress } from './ip-address.ts';

/** A network such as `10.0.0.0/8`. Host bits may be set; `masked` clears them. */
export class Cidr {
  readonly #address: IpAddress;
  readonly #prefix: number;

  constructor(address: IpAddress, prefix: number) {
    this.#address = address;
    this.#prefix = prefix;
  }

  /** Undefined when the text is no network. */
  static parse(text: string): Cidr | undefined {
    const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
    const address = IpAddress.parse(match?.[1] ?? '');
    const prefix = Number(match?.[2]);
    if (match === null || address === undefined || prefix > address.bits) return undefined;
    return new Cidr(address, prefix);
  }

  get address(): IpAddress {
    return this.#address;
  }

  get prefix(): number {
    return this.#prefix;
  }

  containsAddress(address: IpAddress): boolean {
    if (address.family !== this.#address.family) return false;
    const hostBits = BigInt(this.#address.bits - this.#prefix);
    return address.value >> hostBits === this.#address.value >> hostBits;
  }

  containsNetwork(other: Cidr): boolean {
    return other.prefix >= this.#prefix && this.containsAddress(other.address);
  }

  masked(): Cidr {
    const hostBits = BigInt(this.#address.bits - this.#prefix);
    return new Cidr(new IpAddress(this.#address.family, (this.#address.value >> hostBits) << hostBits), this.#prefix);
  }

  equals(other: Cidr): boolean {
    return this.#prefix === other.prefix && this.#address.equals(other.address);
  }

  toString(): string {
    return `${this.#address}/${this.#prefix}`;
  }
}
