/** Decimal places of a currency's minor unit where they are not two (ISO 4217). */
const minorDigits: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** How an amount of money is written. */
export interface MoneyOptions {
  /** Whether a positive amount carries a `+`; false unless stated. */
  readonly signed?: boolean;
}

/** The ISO 4217 code in a figure's unit: `usd`, or `currency:EUR`. Null for any other unit. */
export function currencyOf(unit: string): string | null {
  if (unit === 'usd') return 'USD';
  return /^currency:([A-Z]{3})$/.exec(unit)?.[1] ?? null;
}

/** Decimal places of a currency's minor unit. */
function currencyDigits(currency: string): number {
  return minorDigits[currency] ?? 2;
}

/** An amount as a whole number of minor units (cents), rounded half away from zero. */
export function toMinorUnits(amount: number, currency: string): number {
  const scaled = Math.abs(amount) * 10 ** currencyDigits(currency);
  // 1.005 is 100.49999999999999 in binary: a nudge far below a minor unit rounds it as its digits read.
  const rounded = Math.round(scaled + Math.min(1e-6, Number.EPSILON * scaled * 4));
  return amount < 0 && rounded !== 0 ? -rounded : rounded;
}

/** A whole number of minor units as an amount. */
export function fromMinorUnits(minor: number, currency: string): number {
  return minor / 10 ** currencyDigits(currency);
}

/** An amount to the minor unit: `$1,234.50`, `-$3.00`, `+EUR 12.00`, `JPY 1,200`. Never `-$0.00`. */
export function formatMoney(amount: number, currency: string, options: MoneyOptions = {}): string {
  if (!Number.isFinite(amount)) return 'unknown';
  const digits = currencyDigits(currency);
  const minor = toMinorUnits(amount, currency);
  const [whole = '0', fraction] = (Math.abs(minor) / 10 ** digits).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = minor < 0 ? '-' : options.signed === true && minor > 0 ? '+' : '';
  return `${sign}${currency === 'USD' ? '$' : `${currency} `}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
