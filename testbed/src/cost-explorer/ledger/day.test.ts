import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, firstOfMonth, lastCompleteDay, toDayNumber, weekdayOf } from './day.ts';

describe('days', () => {
  it('cross months, leap days and years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysBetween('2026-03-02', '2026-03-02')).toEqual([]);
  });

  it('know their weekday, also before 1970', () => {
    expect(weekdayOf('2026-11-20')).toBe(5);
    expect(weekdayOf('1969-12-28')).toBe(0);
  });

  it('know the firsts of months around them', () => {
    expect(firstOfMonth('2026-11-20')).toBe('2026-11-01');
    expect(firstOfMonth('2026-11-20', 2)).toBe('2027-01-01');
    expect(firstOfMonth('2026-01-20', -14)).toBe('2024-11-01');
  });

  it.each(['2026-1-1', 'today', '', '2026-11-20T00:00:00Z'])('are none when written %j', (text) => {
    expect(toDayNumber(text)).toBeNaN();
  });

  it.each([
    ['2026-11-20T12:00:00Z', '2026-11-17'],
    ['2026-11-20T00:00:00Z', '2026-11-17'],
    ['2026-11-19T23:59:59Z', '2026-11-16'],
  ])('are complete 48 hours after their end: at %s the last is %s', (now, day) => {
    expect(lastCompleteDay(now)).toBe(day);
  });
});
