import type { Finding } from '@cloudops/spec';

/** Which finding explains which. Hints explain nothing; ids that no finding has, and a finding itself, are left out. */
export interface Explanations {
  /** Ids that a finding explains directly. */
  readonly explains: ReadonlyMap<string, readonly string[]>;
  /** Ids that explain a finding directly. */
  readonly explainedBy: ReadonlyMap<string, readonly string[]>;
  /** As `explainedBy`, with the hints that point there: no cause, and still a second proof. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
}

/** Reads the edges out of `cause_of`. */
export function toExplanations(findings: readonly Finding[]): Explanations {
  const explains = new Map<string, string[]>(findings.map((finding) => [finding.id, []]));
  const explainedBy = new Map<string, string[]>(findings.map((finding) => [finding.id, []]));
  const claims = new Map<string, string[]>(findings.map((finding) => [finding.id, []]));
  for (const finding of findings) {
    for (const id of finding.cause_of) {
      if (id === finding.id || !explains.has(id)) continue;
      claims.get(id)?.push(finding.id);
      if (finding.role === 'hint') continue;
      explains.get(finding.id)?.push(id);
      explainedBy.get(id)?.push(finding.id);
    }
  }
  return { explains, explainedBy, claims };
}

/** Every id that can be reached along the edges, the start left out; cycles end the walk. */
export function reachable(start: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const next of edges.get(id) ?? []) {
      if (next === start || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return seen;
}

/**
 * The ids that nothing else explains. Where findings explain each other in a circle that nothing outside explains, the
 * first of them in `findings` stands for the circle. Hints are never roots.
 */
export function findRoots(findings: readonly Finding[], { explains, explainedBy }: Explanations): readonly string[] {
  const candidates = findings.filter((finding) => finding.role !== 'hint').map((finding) => finding.id);
  const roots = candidates.filter((id) => explainedBy.get(id)?.length === 0);
  const covered = new Set<string>(roots.flatMap((root) => [root, ...reachable(root, explains)]));
  for (const id of candidates) {
    if (covered.has(id)) continue;
    const circle = sourceCircle(id, explains, explainedBy);
    const root = candidates.find((candidate) => circle.has(candidate)) ?? id;
    roots.push(root);
    for (const one of [root, ...reachable(root, explains)]) covered.add(one);
  }
  return roots;
}

/** Walks up from an id to the circle that nothing outside explains. */
function sourceCircle(
  id: string,
  explains: Explanations['explains'],
  explainedBy: Explanations['explainedBy'],
): ReadonlySet<string> {
  let current = id;
  for (;;) {
    const above = reachable(current, explainedBy);
    const below = reachable(current, explains);
    const outside = [...above].find((ancestor) => !below.has(ancestor));
    if (outside === undefined) return new Set([current, ...above]);
    current = outside;
  }
}
