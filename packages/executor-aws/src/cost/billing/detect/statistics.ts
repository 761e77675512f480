/** The middle value; the mean of both middles for an even count; 0 for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The arithmetic mean; 0 for none. */
export function mean(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return values.length === 0 ? 0 : total / values.length;
}

/** A standard deviation that outliers do not move: 1.4826 times the median distance from the median. */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}

/** A line through points with x = 0, 1, 2, …; `slope` is 0 unless it can be told from chance. */
export interface Trend {
  readonly level: number;
  readonly slope: number;
}

/**
 * Theil-Sen line, robust against a quarter of outliers. Its slope counts when Kendall's test says so at three deviations.
 * Source: P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968.
 */
export function robustTrend(points: readonly (readonly [x: number, y: number])[]): Trend {
  const slopes: number[] = [];
  let score = 0;
  for (const [index, [x, y]] of points.entries()) {
    for (let other = 0; other < index; other += 1) {
      const [x0 = 0, y0 = 0] = points[other] ?? [];
      slopes.push((y - y0) / (x - x0));
      score += Math.sign(y - y0);
    }
  }
  const n = points.length;
  const isSure = n >= 14 && Math.abs(score) > 3 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const slope = isSure ? median(slopes) : 0;
  return { slope, level: median(points.map(([x, y]) => y - slope * x)) };
}
