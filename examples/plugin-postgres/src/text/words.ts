import { printable } from './printable.ts';

const units: readonly (readonly [seconds: number, noun: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** `1 lock`, `2 locks`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Seconds in the largest unit of which there are at least two, such as `90 minutes`. */
export function span(seconds: number): string {
  const [unit, noun] = units.find(([size]) => seconds >= 2 * size) ?? [1, 'second'];
  return count(Math.floor(seconds / unit), noun);
}

/** Bytes as `1.5 GiB`. */
export function bytes(number: number): string {
  const power = number < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(number) / 10));
  const value = number / 1024 ** power;
  return `${value >= 10 || power === 0 ? Math.round(value) : Math.round(value * 10) / 10} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

/** At most `most` names, then how many more. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names
    .slice(0, most)
    .map((name) => printable(name, 100))
    .join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
