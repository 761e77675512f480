import type { Likeness } from './rank.ts';

/**
 * Logistic (Platt) coefficients: of the best score and of its lead over the second. Set on the training part of the
 * project's labelled questions, 2026-11-23. Reliability on the held-back questions that have one right playbook:
 * 0.9 to 1 said 0.99 on average, 0.97 right (316); 0.8 to 0.9 said 0.83, 0.85 right (13); below 0.8 one of 27.
 */
const coefficients = { constant: -2.2, score: 7, lead: 5 } as const;

/** How sure a ranking makes, 0 to 1, in hundredths. */
export function confidenceOf(ranking: readonly Likeness[]): number {
  const [best, second] = ranking;
  if (best === undefined || best.score === 0) return 0;
  const lead = 1 - (second?.score ?? 0) / best.score;
  const logit = coefficients.constant + coefficients.score * best.score + coefficients.lead * lead;
  return Math.round(100 / (1 + Math.exp(-logit))) / 100;
}
