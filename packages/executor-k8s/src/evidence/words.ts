import { printable } from '../printable.ts';

/** Text from a cluster made fit for a sentence: one line, no control characters, bounded. */
export function quote(text: string): string {
  return printable(text, 200);
}

/** A number rounded to three decimals, so that sums of floats do not differ in their last bit. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** One figure of another, without the noise of binary fractions, so that 0.24 of 0.3 is 80 % and not just below. */
export function shareOf(part: number, whole: number): number {
  return Math.round((part / whole) * 1e9) / 1e9;
}

/** Cores as operators write them: `820m` below one core, `3.5` above. */
export function cores(value: number): string {
  return Math.abs(value) < 1 ? `${Math.round(value * 1000)}m` : `${Math.round(value * 100) / 100}`;
}

/** A share as `93 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A factor as `35 ×`, one decimal below ten. */
export function times(factor: number): string {
  return `${factor < 10 ? Math.round(factor * 10) / 10 : Math.round(factor)} ×`;
}

/** A span of milliseconds as `4 minutes`. */
export function span(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** `1 pod`, `2 pods`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** At most `most` names, then how many more. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map(quote).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** The middle value; the mean of both middles for an even count; 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The sum of numbers. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
