import type { Json } from '@cloudops/spec';
import type { Likeness } from './rank.ts';
import type { Reading } from './reading.ts';

/** How sure a ranking makes, 0 to 1. */
export function confidenceOf(
  _reading: Reading,
  ranking: readonly Likeness[],
  _slots: Readonly<Record<string, Json>>,
): number {
  const [best, second] = ranking;
  if (best === undefined || best.score === 0) return 0;
  const lead = 1 - (second?.score ?? 0) / best.score;
  const logit = -2.2 + 7 * best.score + 5 * lead;
  return Math.round(100 / (1 + Math.exp(-logit))) / 100;
}
