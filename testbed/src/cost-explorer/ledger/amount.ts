/** Ten decimals, as Cost Explorer gives them. */
const unitsPerCurrency = 10_000_000_000;

/** An amount as a whole number of 1e-10 of the currency, so that sums are exact in any order. */
export type Units = number;

/** The nearest {@link Units} of an amount of currency. */
export function toUnits(amount: number): Units {
  return Math.round(amount * unitsPerCurrency);
}

/** An amount of currency. For expectations and statistics; never add these up and compare to the cent. */
export function fromUnits(units: Units | bigint): number {
  return Number(units) / unitsPerCurrency;
}

/** The decimal text that Cost Explorer writes: at most ten decimals, none that are zero at the end. */
export function formatUnits(units: bigint): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(11, '0');
  const fraction = digits.slice(-10).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -10)}${fraction === '' ? '' : `.${fraction}`}`;
}
