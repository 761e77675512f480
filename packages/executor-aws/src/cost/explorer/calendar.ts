/** A day as the number of days since 1970-01-01, UTC. */
export type Day = number;

const dayMs = 86_400_000;

/** The UTC day that holds an instant. */
export function dayOf(epochMs: number): Day {
  return Math.floor(epochMs / dayMs);
}

/** Reads `2026-11-09`; null for what is no such date. */
export function parseDay(text: unknown): Day | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const date = text.slice(0, 10);
  const epochMs = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(epochMs) || new Date(epochMs).toISOString().slice(0, 10) !== date ? null : dayOf(epochMs);
}

/** Writes a day as `2026-11-09`. */
export function formatDay(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** 1 … 31. */
export function dayOfMonth(day: Day): number {
  return new Date(day * dayMs).getUTCDate();
}

/** The first day of the month that holds `day`, moved by some months. */
export function monthStart(day: Day, shift = 0): Day {
  const date = new Date(day * dayMs);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1));
}

/** 0 on the last day of a month, 1 on the day before. */
export function daysToMonthEnd(day: Day): number {
  return monthStart(day, 1) - 1 - day;
}

/** The last day whose cost is settled: it ended 48 hours or more before `nowMs`; later days still grow. */
export function lastCompleteDay(nowMs: number): Day {
  return dayOf(nowMs - 2 * dayMs) - 1;
}
