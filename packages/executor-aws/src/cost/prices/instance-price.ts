import type { Price, PriceBook } from './price-book.ts';

/** An EC2 type in its parts. */
export interface InstanceType {
  readonly family: string;
  readonly size: string;
}

/** Sizes in units of `large`. `metal` is left out: it is the family's largest, whatever that is. */
const multiples: Readonly<Record<string, number>> = {
  nano: 1 / 16,
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
};

/** Splits `m5.2xlarge`; null for what does not read like a type. */
export function parseInstanceType(text: string): InstanceType | null {
  const match = /^([a-z][a-z0-9-]{0,20})\.([a-z0-9-]{1,20})$/.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? null : { family: match[1], size: match[2] };
}

/** How many times `large` a size is; null for `metal` and sizes that do not exist. */
export function sizeMultiple(size: string): number | null {
  if (Object.hasOwn(multiples, size)) return multiples[size] ?? null;
  const match = /^([1-9]\d{0,2})xlarge$/.exec(size);
  return match === null ? null : Number(match[1]) * 2;
}

/** One hour of an instance type on Linux, on demand; null for types that the table does not know. */
export function instancePrice(book: PriceBook, region: string, type: InstanceType): Price | null {
  const own = book.find(region, `ec2.${type.family}.${type.size}.hour`);
  const multiple = sizeMultiple(type.size);
  const large = multiple === null ? null : book.find(region, `ec2.${type.family}.large-hour`);
  const scaled = large === null || multiple === null ? null : { ...large, micros: large.micros * multiple };
  if (own === null) return scaled;
  // A region's own multiple is closer than another region's exact price.
  return own.isExact || scaled?.isExact !== true ? own : scaled;
}
