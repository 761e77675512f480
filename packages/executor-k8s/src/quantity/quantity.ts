const binaryPowers: Readonly<Record<string, bigint>> = { Ki: 1n, Mi: 2n, Gi: 3n, Ti: 4n, Pi: 5n, Ei: 6n };
const decimalPowers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const grammar = /^([+-]?)(\d{0,60})(?:\.(\d{0,60}))?(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a Kubernetes quantity such as `100m`, `1.5`, `2e3`, `250n`, `1Gi` or `12E` as a number in its base unit
 * (cores, bytes, pieces): exact where a double can hold it, else the nearest double.
 * Source: k8s.io/apimachinery/pkg/api/resource, "Quantity". Unlike there, nothing is rounded up to nano.
 * @returns null when the text is no quantity.
 */
export function parseQuantity(text: string): number | null {
  const match = grammar.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', binary, decimal = '', exponent] = match;
  if (whole === '' && fraction === '') return null;
  const digits = BigInt(`0${whole}${fraction}`) * 1024n ** (binary === undefined ? 0n : (binaryPowers[binary] ?? 0n));
  const power = exponent === undefined ? (decimalPowers[decimal] ?? 0) : Number(exponent);
  // Number() on a decimal literal rounds once and correctly; multiplying doubles would round twice.
  const value = Number(`${digits}e${power - fraction.length}`);
  if (!Number.isFinite(value)) return null;
  return sign === '-' && value !== 0 ? -value : value;
}

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/**
 * Reads a Go duration such as `15s`, `1m30.5s` or `10.25s` in seconds (Go's `time.ParseDuration`).
 * @returns null when the text is none.
 */
export function parseGoDuration(text: string): number | null {
  if (!/^(?:\d{1,15}(?:\.\d{1,15})?(?:ns|us|µs|μs|ms|s|m|h)){1,8}$/.test(text)) return text === '0' ? 0 : null;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    seconds += Number(amount) * (goUnits[unit ?? ''] ?? 0);
  }
  return seconds;
}
