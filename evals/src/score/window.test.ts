import { describe, expect, it } from 'vitest';
import { isSameWindow, readWindow } from './window.ts';

const now = Date.UTC(2026, 10, 23, 9);

describe('readWindow', () => {
  it('counts a duration back from now', () => {
    expect(readWindow('P1DT2H30M', now)).toEqual({ start: now - 26.5 * 3_600_000, end: now });
  });

  it('reads intervals, also those given by a duration or left open', () => {
    const start = Date.UTC(2026, 10, 20);
    expect(readWindow('2026-11-20/2026-11-21', now)).toEqual({ start, end: Date.UTC(2026, 10, 21) });
    expect(readWindow('2026-11-20/PT6H', now)).toEqual({ start, end: start + 6 * 3_600_000 });
    expect(readWindow('2026-11-20/', now)).toEqual({ start, end: now });
  });

  it.each(['', 'P', 'PT', 'yesterday', '2026-11-20', 'x/y'])('takes %j for none', (text) => {
    expect(readWindow(text, now)).toBeNull();
  });
});

describe('isSameWindow', () => {
  it.each([
    ['PT120M', 'PT2H', true],
    ['PT2H', 'PT3H', false],
    ['P7D', '2026-11-16/2026-11-23', true],
    ['P1D', '2026-11-22/2026-11-23', true],
    ['2026-02-18/2026-02-25', '2026-02-18/2026-02-26', true],
    ['2026-02-18/2026-02-25', '2025-02-18/2025-02-25', false],
    ['P1D', 'P7D', false],
    ['P1D', 'soon', false],
    ['2026-11-23T10:00/2026-11-23T10:30', '2026-11-23T10:00:00Z/2026-11-23T10:30:00Z', true],
  ])('of %s and %s is %s', (left, right, same) => {
    expect(isSameWindow(left, right, now)).toBe(same);
  });
});
