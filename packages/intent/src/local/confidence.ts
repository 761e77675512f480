import type { Likeness } from './rank.ts';

/**
 * Logistic coefficients of the best score and of its lead over the second. Chosen by hand, not fitted; `pnpm eval` shows
 * how often what it calls sure is right. What is asked back gets 0.5 or less, whatever the ranking says.
 */
const coefficients = { constant: -1.9, score: 7, lead: 5 } as const;

/** How sure a ranking makes, 0 to 1, in hundredths. */
export function confidenceOf(ranking: readonly Likeness[]): number {
  const [best, second] = ranking;
  if (best === undefined || best.score === 0) return 0;
  const lead = 1 - (second?.score ?? 0) / best.score;
  const logit = coefficients.constant + coefficients.score * best.score + coefficients.lead * lead;
  return Math.round(100 / (1 + Math.exp(-logit))) / 100;
}
