import { describe, expect, it } from 'vitest';
import { toLocalTime } from './local-time.ts';

describe('toLocalTime', () => {
  it.each([
    ['UTC', { weekday: 'tue', minuteOfDay: 1410 }],
    ['Europe/Berlin', { weekday: 'wed', minuteOfDay: 90 }],
    ['America/New_York', { weekday: 'tue', minuteOfDay: 1170 }],
    ['Asia/Kolkata', { weekday: 'wed', minuteOfDay: 300 }],
  ])('reads the clock on the wall in %s', (zone, expected) => {
    expect(toLocalTime(Date.UTC(2026, 8, 15, 23, 30), zone)).toEqual(expected);
  });

  it('calls midnight minute 0', () => {
    expect(toLocalTime(Date.UTC(2026, 8, 14, 22), 'Europe/Berlin').minuteOfDay).toBe(0);
  });

  it.each(['UTC', 'Europe/Berlin', 'Nowhere/Land'])('refuses what is no moment or no zone (%s)', (zone) => {
    expect(() => toLocalTime(Number.NaN, zone)).toThrow(RangeError);
  });
});
