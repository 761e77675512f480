import { distance } from 'fastest-levenshtein';

/** The longest name that is compared; Kubernetes names end at 253 characters. */
const longest = 253;

/**
 * Up to `count` names that look like what was asked, nearest first, ties by name. A name that contains the asked
 * one, or is contained in it, counts as near; beyond half of its length apart nothing is offered.
 */
export function nearestNames(asked: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = asked.slice(0, longest).toLowerCase();
  const scored = [...new Set(names)].map((name) => {
    const candidate = name.slice(0, longest).toLowerCase();
    const contains = wanted.length > 2 && (candidate.includes(wanted) || wanted.includes(candidate));
    return { name, score: contains ? 1 : distance(wanted, candidate) };
  });
  return scored
    .filter(({ score }) => score <= Math.max(2, Math.ceil(wanted.length / 2)))
    .sort((left, right) => left.score - right.score || (left.name < right.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}
