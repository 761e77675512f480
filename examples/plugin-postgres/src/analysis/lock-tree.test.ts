import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLockTree } from './lock-tree.ts';

type Edges = Readonly<Record<number, readonly number[]>>;
const sessions = (edges: Edges) => Object.entries(edges).map(([pid, blocked_by]) => ({ pid: Number(pid), blocked_by }));

describe('toLockTree', () => {
  it('finds who waits for nobody, through all who stand between', () => {
    const { roots, circles } = toLockTree(sessions({ 1: [], 2: [1], 3: [2, 1], 4: [3], 9: [8] }));
    expect(roots).toEqual([
      { pid: 1, victims: [2, 3, 4] },
      { pid: 8, victims: [9] },
    ]);
    expect(circles).toEqual([]);
  });

  it('has several roots for one that waits for several', () => {
    const { roots } = toLockTree(sessions({ 3: [1, 2] }));
    expect(roots.map(({ pid }) => pid)).toEqual([1, 2]);
  });

  it('takes a circle for none, and who stands behind it too', () => {
    expect(toLockTree(sessions({ 1: [2], 2: [1], 3: [2] }))).toEqual({ roots: [], circles: [1, 2, 3] });
  });

  it('takes one that waits for its own workers for nobody', () => {
    expect(toLockTree(sessions({ 1: [1] }))).toEqual({ roots: [], circles: [] });
  });

  it('ends on any edges; nobody is root and victim, and each who waits is one or stands in a circle', () => {
    const edges = fc.dictionary(
      fc.nat(12).map((pid) => String(pid + 1)),
      fc.array(fc.nat(12), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(edges, (drawn) => {
        const list = sessions(drawn as unknown as Edges);
        const { roots, circles } = toLockTree(list);
        const victims = new Set(roots.flatMap((root) => root.victims));
        expect(roots.filter(({ pid }) => victims.has(pid))).toEqual([]);
        const waiting = list.filter(({ pid, blocked_by }) => blocked_by.some((blocker) => blocker !== pid));
        for (const { pid } of waiting) expect(victims.has(pid) !== circles.includes(pid)).toBe(true);
      }),
    );
  });
});
