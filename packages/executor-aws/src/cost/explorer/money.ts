/** Money as a whole number of millionths of a currency unit: sums of it are exact up to nine thousand million units. */
export type Micros = number;

const perUnit = 1_000_000;

/** Reads an amount as Cost Explorer writes it, such as `12.3456789`; null for what is no finite number. */
export function readMicros(text: unknown): Micros | null {
  if (typeof text !== 'string' || text.trim() === '') return null;
  const amount = Number(text) * perUnit;
  return Number.isFinite(amount) && Math.abs(amount) <= Number.MAX_SAFE_INTEGER ? Math.round(amount) + 0 : null;
}

/** A number of units, rounded to cents half away from zero, as a JSON number. */
export function toCents(micros: Micros): number {
  const cents = Math.round(Math.abs(micros) / 10_000);
  return cents === 0 ? 0 : (Math.sign(micros) * cents) / 100;
}

/** `$1,234.56`, `-$3.00`; `1,234.56 EUR` in another currency. */
export function money(micros: Micros, currency = 'USD'): string {
  const amount = toCents(micros);
  const [whole = '0', cents = '00'] = Math.abs(amount).toFixed(2).split('.');
  const digits = `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
  const sign = amount < 0 ? '-' : '';
  return currency === 'USD' ? `${sign}$${digits}` : `${sign}${digits} ${currency}`;
}

/** The sum of amounts. */
export function sumMicros(amounts: Iterable<Micros>): Micros {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}
