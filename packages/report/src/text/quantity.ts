import { currencyOf, formatMoney } from './money.ts';

/** CPU cores as Kubernetes people write them: `250m`, `1.5`, `12`. */
export function formatCores(cores: number): string {
  if (!Number.isFinite(cores)) return 'unknown';
  const size = Math.abs(cores);
  if (size === 0) return '0';
  if (size < 0.0005) return cores < 0 ? '-0.5m' : '<1m';
  if (size < 0.9995) return `${Math.round(cores * 1000)}m`;
  return trimZeros(cores.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0));
}

const byteUnits: readonly string[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Bytes in powers of 1024 (IEC 80000-13): `512 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'unknown';
  let size = Math.abs(bytes);
  let unit = 0;
  while (size >= 1023.95 && unit < byteUnits.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${bytes < 0 ? '-' : ''}${trimZeros(size.toFixed(digits))} ${byteUnits[unit] ?? 'B'}`;
}

/** Milliseconds as a person says them: `850 ms`, `1.2 s`, `2m 5s`, `3h 10m`, `4d 2h`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'unknown';
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${trimZeros((milliseconds / 1000).toFixed(1))} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** A figure's value in its unit: `cores`, `bytes`, `percent`, `count`, `usd`, `currency:EUR`, or anything else as it is. */
export function formatQuantity(value: number, unit: string): string {
  if (unit === 'cores') return formatCores(value);
  if (unit === 'bytes') return formatBytes(value);
  if (!Number.isFinite(value)) return 'unknown';
  const currency = currencyOf(unit);
  if (currency !== null) return formatMoney(value, currency);
  const rounded = trimZeros(value.toFixed(Math.abs(value) < 10 ? 2 : 1));
  return unit === 'percent' ? `${rounded} %` : rounded;
}

/** US dollars; small sums keep the digits that matter. */
export function formatDollars(amount: number): string {
  return `$${amount.toFixed(amount !== 0 && Math.abs(amount) < 0.1 ? 4 : 2)}`;
}

/** `1 call`, `2 calls`. */
export function formatCount(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit} ${small}${smallUnit}`;
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
