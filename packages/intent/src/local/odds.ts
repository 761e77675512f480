import { type Lookup, rememberLookup } from './postings.ts';

/** For each playbook, in the catalog's order: how much a feature speaks for it and against all others. */
export type Odds = readonly number[];

/** Stands for the examples that nobody wrote, so that a feature of one playbook alone proves nothing. */
const smoothing = 0.1;
/** Features of one question repeat one another (a word and its concept), so each counts for less. */
const independence = 0.4;

/**
 * Logarithms of the odds by which a feature is likelier among a playbook's examples than among the others', after
 * Rennie, Shih, Teevan and Karger, "Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (2003).
 * @param holders a feature to how many examples of each playbook have it.
 * @param sizes how many examples each playbook has.
 */
export function openOdds(holders: Lookup<readonly number[]>, sizes: readonly number[]): Lookup<Odds> {
  const examples = sum(sizes);
  return rememberLookup((feature) => {
    const counts = holders.get(feature);
    if (counts === undefined) return;
    const all = sum(counts);
    return counts.map((count, playbook) => {
      const size = sizes[playbook] ?? 0;
      const inside = (count + smoothing) / (size + 2 * smoothing);
      const outside = (all - count + smoothing) / (examples - size + 2 * smoothing);
      return Math.log(inside / outside);
    });
  });
}

/** How likely each playbook is, given that it is one of those offered; they add up to 1. Others get 0. */
export function chancesOf(features: readonly string[], odds: Lookup<Odds>, offered: readonly boolean[]): Odds {
  const sums = offered.map(() => 0);
  for (const feature of features) {
    const speaks = odds.get(feature);
    if (speaks === undefined) continue;
    for (const [playbook, value] of sums.entries()) sums[playbook] = value + (speaks[playbook] ?? 0) * independence;
  }
  const most = Math.max(...sums.filter((_, playbook) => offered[playbook]));
  const likely = sums.map((value, playbook) => (offered[playbook] === true ? Math.exp(value - most) : 0));
  const total = sum(likely);
  return likely.map((value) => value / (total || 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
