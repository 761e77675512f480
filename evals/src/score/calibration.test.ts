import { describe, expect, it } from 'vitest';
import { calibrationError, reliabilityOf } from './calibration.ts';

const beliefs = (confidence: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ confidence, right: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, right: false })),
];

describe('reliability', () => {
  it('is ten bins, and full confidence falls into the last', () => {
    const bins = reliabilityOf([...beliefs(1, 1, 0), ...beliefs(0, 0, 1), ...beliefs(0.8, 4, 1)]);
    expect(bins.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 5, 1]);
    expect(bins[8]).toMatchObject({ right: 0.8, confidence: expect.closeTo(0.8) });
    expect(bins[5]).toMatchObject({ right: null, confidence: null });
  });

  it('has no error when what is said is what happens, and the whole gap when it never does', () => {
    expect(calibrationError(reliabilityOf(beliefs(0.75, 3, 1)))).toBeCloseTo(0);
    expect(calibrationError(reliabilityOf(beliefs(0.9, 0, 4)))).toBeCloseTo(0.9);
    expect(calibrationError(reliabilityOf([]))).toBeNull();
  });
});
