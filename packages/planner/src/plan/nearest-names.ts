/** The names closest to a mistyped one, best first; at most three, none much worse than the best. */
export function nearestNames(name: string, candidates: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase().slice(0, 100);
  const near = [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: score(wanted, candidate.toLowerCase().slice(0, 100)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.ceil(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  const best = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** A hint such as `did you mean "pods"?`, or the fallback when nothing is near. */
export function nearestHint(name: string, candidates: readonly string[], fallback: string): string {
  const near = nearestNames(name, candidates);
  return near.length === 0 ? fallback : `did you mean ${near.map((candidate) => `"${candidate}"`).join(' or ')}?`;
}

function score(wanted: string, candidate: string): number {
  const isPart = wanted.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate));
  return isPart ? 1 : editDistance(wanted, candidate);
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
