import type { SessionRow } from '../reads/sessions.ts';

/** Who stands at the root of a tree of waits, and who waits behind it. */
export interface LockRoot {
  /** 0 = a prepared transaction. */
  readonly pid: number;
  /** Pids of those behind it, directly or not, sorted. */
  readonly victims: readonly number[];
}

/** Roots and circles of waits. */
export interface LockTree {
  /** Most victims first. */
  readonly roots: readonly LockRoot[];
  /** Pids of those that lead to no root, but back to themselves or to who does; sorted. */
  readonly circles: readonly number[];
}

type Edges = ReadonlyMap<number, readonly number[]>;

function rootsOf(pid: number, edges: Edges): ReadonlySet<number> {
  const seen = new Set<number>();
  const roots = new Set<number>();
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const blockers = edges.get(next) ?? [];
    if (blockers.length === 0) roots.add(next);
    open.push(...blockers);
  }
  return roots;
}

/**
 * Follows who waits for whom to those that wait for nobody. A session can stand behind several roots. Ends on circles, which exist until
 * PostgreSQL's deadlock check has run.
 */
export function toLockTree(sessions: readonly Pick<SessionRow, 'pid' | 'blocked_by'>[]): LockTree {
  const edges: Edges = new Map(
    sessions.map(({ pid, blocked_by }) => [pid, blocked_by.filter((blocker) => blocker !== pid)] as const),
  );
  const victims = new Map<number, number[]>();
  const circles: number[] = [];
  for (const [pid, blockers] of edges) {
    if (blockers.length === 0) continue;
    const roots = rootsOf(pid, edges);
    if (roots.size === 0) circles.push(pid);
    for (const root of roots) victims.set(root, [...(victims.get(root) ?? []), pid]);
  }
  const ascending = (left: number, right: number): number => left - right;
  const roots = [...victims]
    .map(([pid, behind]) => ({ pid, victims: behind.sort(ascending) }))
    .sort((left, right) => right.victims.length - left.victims.length || left.pid - right.pid);
  return { roots, circles: circles.sort(ascending) };
}
