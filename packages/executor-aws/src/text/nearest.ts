import { distance } from 'fastest-levenshtein';

/** The names most like a mistyped one, most alike first; at most three, none that is too different. */
export function nearest(name: string, names: Iterable<string>): readonly string[] {
  return [...new Set(names)]
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((left, right) => left.far - right.far || (left.candidate < right.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
