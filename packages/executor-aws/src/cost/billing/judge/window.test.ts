import { describe, expect, it } from 'vitest';
import { parseDay } from '../../explorer/calendar.ts';
import { parseWindow } from './window.ts';

describe('the window of a question', () => {
  it.each([
    ['P7D', 7],
    ['P2W', 14],
    ['P1M', 30],
    ['P1Y', 365],
    ['PT36H', 2],
    ['PT30M', 1],
  ])('%s is the last %i days', (text, days) => {
    expect(parseWindow(text)).toEqual({ kind: 'last', days });
  });

  it('of days includes both, whatever their times', () => {
    const between = { kind: 'between', first: parseDay('2026-02-18'), last: parseDay('2026-02-25') };
    expect(parseWindow('2026-02-18/2026-02-25')).toEqual(between);
    expect(parseWindow('2026-02-18T10:00:00Z/2026-02-25T11:00:00Z')).toEqual(between);
  });

  it.each(['', 'P', 'PT', 'last week', '2026-02-25/2026-02-18', '2026-02-30/2026-03-01', '2026-02-18', 'a/b', '1/2/3'])(
    'is not %j',
    (text) => {
      expect(parseWindow(text)).toBeNull();
    },
  );
});
