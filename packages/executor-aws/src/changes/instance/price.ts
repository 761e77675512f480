import type { Evidence } from '@cloudops/spec';
import { instancePrice, parseInstanceType } from '../../cost/prices/instance-price.ts';
import { createPriceBook, hoursPerMonth, type PriceBook, toCents } from '../../cost/prices/price-book.ts';
import { shippedPrices } from '../../cost/prices/price-table.ts';
import { readPriceFile } from '../../cost/prices/read-price-file.ts';
import { failureOf, present, refused } from '../reason.ts';
import type { Machine } from './machine.ts';

/** What an instance's hours cost a month on demand, and where that is known from. */
export interface MonthlyPrice {
  /** Whole US cents. */
  readonly cents: number;
  /** The region that the price is of. */
  readonly region: string;
}

/** The user's own prices, then those that ship. One's own that cannot be read are not passed over. */
export async function openPrices(file: string | null): Promise<Evidence<PriceBook>> {
  const own = await readPriceFile(file);
  if (own.status !== 'present') return failureOf(own, 'the price file');
  const { prices } = own.output;
  return present(createPriceBook(prices === null ? [shippedPrices] : [prices, shippedPrices]));
}

/** The price of a type for an instance like this one; null where the tables have none: they price Linux on shared hardware. */
export function priceOf(book: PriceBook, region: string, machine: Machine, type: string): MonthlyPrice | null {
  const isPriced = ['', 'Linux/UNIX'].includes(machine.platform) && ['', 'default'].includes(machine.tenancy);
  const parts = parseInstanceType(type);
  const price = isPriced && parts !== null ? instancePrice(book, region, parts) : null;
  return price === null ? null : { cents: toCents(price.micros * hoursPerMonth), region: price.region };
}

/** `$70.08 a month on demand`, with the region where that is another one. */
export function tellPrice({ cents, region }: MonthlyPrice, asked: string): string {
  const amount = `$${(Math.abs(cents) / 100).toFixed(2)} a month on demand`;
  return region === asked ? amount : `${amount} at the prices of ${region}`;
}

/** No price is known and nobody said that this may be. */
export function unpriced(machine: Machine, type: string): ReturnType<typeof refused> {
  const platform = machine.platform === '' ? '' : ` with ${machine.platform}`;
  const tenancy = ['', 'default'].includes(machine.tenancy) ? '' : ` on ${machine.tenancy} hardware`;
  return refused(
    `what ${type}${platform}${tenancy} costs is not known`,
    'its price in your own price file, or the input accept_unknown_cost',
  );
}
