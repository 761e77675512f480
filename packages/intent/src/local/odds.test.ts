import { describe, expect, it } from 'vitest';
import { chancesOf, openOdds } from './odds.ts';

const holders = new Map([
  ['cpu', [9, 1, 0]],
  ['disk', [0, 8, 1]],
]);
const odds = openOdds(holders, [10, 10, 10]);

describe('chances', () => {
  it('are highest for the playbook whose examples have the features, and add up to 1', () => {
    const chances = chancesOf(['cpu'], odds, [true, true, true]);
    expect(chances[0]).toBeGreaterThan(0.5);
    expect(chances.reduce((total, chance) => total + chance, 0)).toBeCloseTo(1);
  });

  it('are shared among those that are offered', () => {
    const [first, second, third] = chancesOf(['cpu'], odds, [false, true, true]);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(third ?? 1);
  });

  it('are even where no feature is known', () => {
    expect(chancesOf(['moon'], odds, [true, true, false])).toEqual([0.5, 0.5, 0]);
  });
});
