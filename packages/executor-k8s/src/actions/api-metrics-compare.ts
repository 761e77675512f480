import type { Sample } from './api-metrics-text.ts';

type Samples = ReadonlyMap<string, readonly Sample[]>;

/** Between two readings: counters that fell began anew, so their second value is the difference. */
export function increases(before: Samples, after: Samples, metric: string): readonly Sample[] {
  const earlier = new Map((before.get(metric) ?? []).map((sample) => [keyOf(sample.labels), sample.value]));
  return (after.get(metric) ?? []).map(({ labels, value }) => {
    const from = earlier.get(keyOf(labels)) ?? 0;
    return { labels, value: value >= from ? value - from : value };
  });
}

/** Sums by some labels; the key holds their values in order. */
export function sumBy(samples: readonly Sample[], ...names: readonly string[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = names.map((name) => labels.get(name) ?? '').join('\u0000');
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return sums;
}

/**
 * The quantile of a histogram's buckets (`le` label), as an upper bound: the boundary of the bucket that holds it.
 * Infinity counts as null, and so does an empty histogram.
 */
export function quantile(buckets: readonly Sample[], share: number): number | null {
  const bounds = [...sumBy(buckets, 'le')]
    .map(([bound, count]) => ({ bound: bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), count }))
    .sort((a, b) => a.bound - b.bound);
  const total = bounds.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  const found = bounds.find(({ count }) => count >= total * share)?.bound;
  return found === undefined || !Number.isFinite(found) ? null : found;
}

function keyOf(labels: ReadonlyMap<string, string>): string {
  return [...labels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((entry) => entry.join('='))
    .join(',');
}
