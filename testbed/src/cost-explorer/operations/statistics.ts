/** The middle value; 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of values around their mean. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** How many deviations hold `level` percent of a normal distribution (Winitzki's approximation, 0.2 % off at most). */
export function normalWidth(level: number): number {
  const rest = Math.log(1 - (level / 100) ** 2);
  const base = 2 / (Math.PI * 0.147) + rest / 2;
  return Math.SQRT2 * Math.sqrt(Math.sqrt(base * base - rest / 0.147) - base);
}
