import type { PriceKey, PriceTable } from './price-table.ts';

/** A price as found. */
export interface Price {
  /** Millionths of a US dollar per unit; an integer unless the list itself is finer. */
  readonly micros: number;
  /** The region that the price is of. */
  readonly region: string;
  /** False when the price is of the fallback region and not of the one that was asked for. */
  readonly isExact: boolean;
}

/** Prices to look up. */
export interface PriceBook {
  readonly pricedAt: string;
  /** The price of a key in a region; of the fallback region where that has none; null where nobody has one. */
  find(region: string, key: PriceKey): Price | null;
}

/** AWS bills months by the hour; every month is taken as 730 hours (8,760 a year over 12). */
export const hoursPerMonth = 730;

/** Days of that month. */
export const daysPerMonth: number = hoursPerMonth / 24;

/** Opens tables; the first that has a price for a region wins, before any fallback is looked at. */
export function createPriceBook(tables: readonly [PriceTable, ...PriceTable[]]): PriceBook {
  const fallback = tables[0].fallback_region;
  const inRegion = (region: string, key: PriceKey): Price | null => {
    for (const table of tables) {
      const prices = Object.hasOwn(table.regions, region) ? table.regions[region] : undefined;
      const text = prices !== undefined && Object.hasOwn(prices, key) ? prices[key] : undefined;
      if (text !== undefined) return { micros: toMicros(text), region, isExact: true };
    }
    return null;
  };
  return {
    pricedAt: tables[0].priced_at,
    find(region, key) {
      const found = inRegion(region, key) ?? inRegion(fallback, key);
      return found === null ? null : { ...found, isExact: found.region === region };
    },
  };
}

/** Decimal dollars as millionths, without going through binary fractions of a dollar. */
export function toMicros(text: string): number {
  const [whole = '0', part = ''] = text.split('.');
  const micros = Number(whole) * 1_000_000 + Number(part.slice(0, 6).padEnd(6, '0'));
  return part.length > 6 ? micros + Number(`0.${part.slice(6)}`) : micros;
}

/** Millionths as whole cents, rounded half up: what a report shows and adds. */
export function toCents(micros: number): number {
  return Math.round(micros / 10_000);
}
