import { describe, expect, it } from 'vitest';
import { findWindow } from './windows.ts';

const now = Date.parse('2026-11-23T12:00:00Z');

describe('findWindow', () => {
  it.each([
    ['in the last 2 hours', 'PT2H'],
    ['in den letzten 2 stunden', 'PT2H'],
    ['en las ultimas 3 horas', 'PT3H'],
    ['過去 2 時間', 'PT2H'],
    ['last 30 min', 'PT30M'],
    ['since yesterday', 'P1D'],
    ['last week', 'P7D'],
    ['between feb 18-25', '2026-02-18/2026-02-25'],
    ['on feb 18', '2026-02-18/2026-02-19'],
    ['dec 30', '2025-12-30/2025-12-31'],
    ['pt90m', 'PT90M'],
    ['from 14:00 to 15:00 yesterday', '2026-11-22T14:00Z/2026-11-22T15:00Z'],
  ])('of %j is %s', (text, expected) => {
    expect(findWindow(text, now)).toBe(expected);
  });

  it.each([['why is cpu high'], ['scale api to 5'], ['port 8080']])('of %j is none', (text) => {
    expect(findWindow(text, now)).toBeNull();
  });

  it('of a date without a year is none when nobody says what day it is', () => {
    expect(findWindow('feb 18-25', undefined)).toBeNull();
  });
});
