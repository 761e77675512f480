import { describe, expect, it } from 'vitest';
import { readMoment, toLocalTime } from './local-time.ts';

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

describe('readMoment', () => {
  it.each([
    ['2026-12-20T18:00:00+01:00', 'UTC', '2026-12-20T17:00:00.000Z'],
    ['2026-12-20', 'UTC', '2026-12-20T00:00:00.000Z'],
    ['2026-12-20', 'Asia/Tokyo', '2026-12-19T15:00:00.000Z'],
    ['2026-07-01 08:30', 'America/New_York', '2026-07-01T12:30:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ])('reads %s in %s', (text, zone, iso) => {
    expect(new Date(readMoment(text, zone) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each(['2026-02-30', '2026-12-20T25:00', 'soon', '', '2026-12-20T18:00:00', '20261220', '2026-13-01T00:00:00Z'])(
    'refuses %j',
    (text) => {
      expect(readMoment(text, 'UTC')).toBeNull();
    },
  );
});
