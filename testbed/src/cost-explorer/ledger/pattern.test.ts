import { describe, expect, it } from 'vitest';
import { daysBetween } from './day.ts';
import { type Pattern, patternFactor } from './pattern.ts';
import { createRandom } from './random.ts';

function daysOn(pattern: Pattern): readonly string[] {
  const random = createRandom(1);
  return daysBetween('2026-10-01', '2026-12-01').filter((day) => patternFactor(pattern, day, random) > 0);
}

describe('a pattern', () => {
  it('of a month is one day', () => {
    expect(daysOn({ kind: 'monthly', day: 15 })).toEqual(['2026-10-15', '2026-11-15']);
  });

  it('of month ends knows how long months are', () => {
    expect(daysOn({ kind: 'month-end', days: 2 })).toEqual(['2026-10-30', '2026-10-31', '2026-11-29', '2026-11-30']);
  });

  it('of a fortnight counts also before the day that it counts from', () => {
    expect(daysOn({ kind: 'every', days: 14, from: '2026-11-10' })).toEqual([
      '2026-10-13',
      '2026-10-27',
      '2026-11-10',
      '2026-11-24',
    ]);
  });

  it('of a run of days holds them all', () => {
    expect(daysOn({ kind: 'every', days: 60, from: '2026-10-30', length: 3 }).slice(0, 3)).toEqual([
      '2026-10-30',
      '2026-10-31',
      '2026-11-01',
    ]);
  });

  it('of dates is those', () => {
    expect(daysOn({ kind: 'dates', dates: ['2026-11-03'] })).toEqual(['2026-11-03']);
  });

  it('of bursts comes by chance, and the same by the same seed', () => {
    const heights = (seed: number): readonly number[] => {
      const random = createRandom(seed);
      const pattern: Pattern = { kind: 'bursty', chance: 0.3, low: 1, high: 2 };
      return daysBetween('2026-10-01', '2026-12-01').map((day) => patternFactor(pattern, day, random));
    };
    expect(heights(1)).toEqual(heights(1));
    expect(heights(1)).not.toEqual(heights(2));
    expect(heights(1).filter((height) => height >= 1).length).toBeGreaterThan(8);
  });
});
