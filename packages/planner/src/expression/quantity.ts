import { expressionFailed } from '../errors.ts';

const pattern = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/;

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const binaryExponents: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/**
 * A Kubernetes resource quantity, exact: `digits` × 10^`exponent`.
 * Source: k8s.io/apimachinery/pkg/api/resource and the `quantity` library of Kubernetes CEL.
 */
export class Quantity {
  readonly #digits: bigint;
  readonly #exponent: number;
  readonly #text: string | undefined;

  constructor(digits: bigint, exponent: number, text?: string) {
    this.#digits = digits;
    this.#exponent = exponent;
    this.#text = text;
  }

  /** Reads text such as `250m`, `1.5Gi` or `1e3`; undefined when it is no quantity. */
  static parse(text: string): Quantity | undefined {
    const match = text.length <= 64 ? pattern.exec(text) : null;
    if (match === null) return undefined;
    const [, sign, number = '', scientific, suffix = ''] = match;
    const [whole = '', fraction = ''] = number.split('.');
    const magnitude = BigInt(`${whole}${fraction}`) << (binaryExponents[suffix] ?? 0n);
    const exponent = Number(scientific ?? decimalExponents[suffix] ?? 0) - fraction.length;
    return new Quantity(sign === '-' ? -magnitude : magnitude, exponent, text);
  }

  /** A whole number as a quantity. */
  static fromInteger(value: bigint): Quantity {
    return new Quantity(value, 0);
  }

  /** -1, 0 or 1. */
  compareTo(other: Quantity): bigint {
    const [left, right] = align(this, other);
    if (left === right) return 0n;
    return left < right ? -1n : 1n;
  }

  add(other: Quantity): Quantity {
    const [left, right, exponent] = align(this, other);
    return new Quantity(left + right, exponent);
  }

  subtract(other: Quantity): Quantity {
    const [left, right, exponent] = align(this, other);
    return new Quantity(left - right, exponent);
  }

  /** -1, 0 or 1. */
  sign(): bigint {
    if (this.#digits === 0n) return 0n;
    return this.#digits < 0n ? -1n : 1n;
  }

  isInteger(): boolean {
    return this.#exponent >= 0 || this.#digits % 10n ** BigInt(-this.#exponent) === 0n;
  }

  /** @throws CloudOpsError `EXPRESSION_FAILED` when it has a fraction. */
  asInteger(): bigint {
    if (!this.isInteger()) throw expressionFailed(`quantity("${this}")`, 'it is no whole number');
    if (this.#exponent >= 0) return this.#digits * 10n ** BigInt(this.#exponent);
    return this.#digits / 10n ** BigInt(-this.#exponent);
  }

  asApproximateFloat(): number {
    return Number(`${this.#digits}e${this.#exponent}`);
  }

  /** As it was written; for a sum, as a plain decimal. */
  toString(): string {
    if (this.#text !== undefined) return this.#text;
    if (this.isInteger()) return this.asInteger().toString();
    const sign = this.#digits < 0n ? '-' : '';
    const digits = (this.#digits < 0n ? -this.#digits : this.#digits).toString().padStart(1 - this.#exponent, '0');
    const point = digits.length + this.#exponent;
    return `${sign}${digits.slice(0, point)}.${digits.slice(point).replace(/0+$/, '')}`;
  }

  /** The digits at a smaller or equal exponent. */
  digitsAt(exponent: number): bigint {
    return this.#digits * 10n ** BigInt(this.#exponent - exponent);
  }

  get exponent(): number {
    return this.#exponent;
  }
}

function align(left: Quantity, right: Quantity): readonly [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  return [left.digitsAt(exponent), right.digitsAt(exponent), exponent];
}
