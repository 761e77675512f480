import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  type Interval,
  type IntervalSet,
  intersect,
  overlaps,
  sizeOf,
  subtract,
  unite,
} from './interval-set.ts';

const space = 24;
const seed = { seed: 11, numRuns: 400 };

const intervals: fc.Arbitrary<Interval<number>[]> = fc.array(
  fc.record({ from: fc.integer({ min: 0, max: space }), end: fc.integer({ min: 0, max: space }) }),
  { maxLength: 8 },
);

/** The slow truth: one flag per value. */
function flags(some: readonly Interval<number>[]): boolean[] {
  return Array.from({ length: space }, (_, value) => some.some(({ from, end }) => from <= value && value < end));
}

function isNormal(set: IntervalSet<number>): boolean {
  return set.every(({ from, end }, index) => from < end && (set[index - 1]?.end ?? -1) < from);
}

const toBig = (some: readonly Interval<number>[]): Interval<bigint>[] =>
  some.map(({ from, end }) => ({ from: BigInt(from), end: BigInt(end) }));

describe('interval sets, held against one flag per value', () => {
  it('unite to sorted intervals that do not touch', () => {
    fc.assert(
      fc.property(intervals, (some) => {
        const set = unite(some);
        expect(isNormal(set)).toBe(true);
        expect(flags(set)).toEqual(flags(some));
        expect(sizeOf(set)).toBe(flags(some).filter(Boolean).length);
      }),
      seed,
    );
  });

  it('intersect and subtract like the flags', () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        const [a, b] = [unite(left), unite(right)];
        const shared = intersect(a, b);
        const rest = subtract(a, b);
        expect(isNormal(rest) && shared.every(({ from, end }) => from < end)).toBe(true);
        expect(flags(shared)).toEqual(flags(a).map((flag, value) => flag && flags(b)[value]));
        expect(flags(rest)).toEqual(flags(a).map((flag, value) => flag && !flags(b)[value]));
      }),
      seed,
    );
  });

  it('cover and overlap like the flags', () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        const [a, b] = [unite(left), unite(right)];
        expect(covers(a, b)).toBe(flags(b).every((flag, value) => !flag || flags(a)[value]));
        expect(overlaps(a, b)).toBe(flags(b).some((flag, value) => flag && flags(a)[value]));
      }),
      seed,
    );
  });

  it('say the same of bigints', () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        expect(subtract(unite(toBig(left)), unite(toBig(right)))).toEqual(toBig(subtract(unite(left), unite(right))));
        expect(intersect(unite(toBig(left)), unite(toBig(right)))).toEqual(toBig(intersect(unite(left), unite(right))));
      }),
      seed,
    );
  });
});
