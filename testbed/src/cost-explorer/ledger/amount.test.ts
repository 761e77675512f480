import { describe, expect, it } from 'vitest';
import { formatUnits, toUnits } from './amount.ts';

describe('an amount', () => {
  it.each([
    [0n, '0'],
    [1n, '0.0000000001'],
    [-25_000_000_000n, '-2.5'],
    [10_000_000_000n, '1'],
    [123_456_789_012_345_678_901n, '12345678901.2345678901'],
  ])('of %s units is written %s', (units, text) => {
    expect(formatUnits(units)).toBe(text);
  });

  it('is the nearest unit', () => {
    expect(toUnits(0.1) + toUnits(0.2)).toBe(toUnits(0.3));
  });
});
