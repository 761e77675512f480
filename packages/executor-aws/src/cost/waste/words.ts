/** Text from a cloud made fit for a sentence: one line, no control or direction characters, bounded. */
export function quote(text: string, longest = 200): string {
  const plain = text
    .slice(0, longest * 4)
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .trim();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

/** `1 volume`, `2 volumes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** At most `most` names, then how many more. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names
    .slice(0, most)
    .map((name) => quote(name))
    .join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Millionths of a dollar as `$12.34`. */
export function dollars(micros: number): string {
  return `$${(Math.round(micros / 10_000) / 100).toFixed(2)}`;
}

/** A number with at most two decimals, so that sums of floats do not differ in their last bit. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Bytes as `3.2 GB` (10⁹ bytes, as AWS bills transfer). */
export function gigabytes(bytes: number): string {
  return `${round(bytes / 1e9)} GB`;
}

/** The sum of numbers. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
