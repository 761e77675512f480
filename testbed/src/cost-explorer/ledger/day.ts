const dayMs = 86_400_000;

/** Days since the Unix epoch of `YYYY-MM-DD` (UTC); NaN when it is none. */
export function toDayNumber(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) / dayMs : Number.NaN;
}

/** `YYYY-MM-DD` of a number of days since the Unix epoch. */
function fromDayNumber(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** The day that is `count` days later, or earlier when negative. */
export function addDays(day: string, count: number): string {
  return fromDayNumber(toDayNumber(day) + count);
}

/** All days from `start` up to but not including `end`. */
export function daysBetween(start: string, end: string): readonly string[] {
  const first = toDayNumber(start);
  return Array.from({ length: Math.max(0, toDayNumber(end) - first) }, (_, index) => fromDayNumber(first + index));
}

/** 0 for Sunday to 6 for Saturday, UTC. */
export function weekdayOf(day: string): number {
  return (((toDayNumber(day) + 4) % 7) + 7) % 7;
}

/** The first of the month that is `count` months after the month of `day`. */
export function firstOfMonth(day: string, count: number = 0): string {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}

/**
 * The last day whose figures are settled: it ended 48 hours or more before `now` (ISO 8601). Billing data of later
 * days is incomplete.
 */
export function lastCompleteDay(now: string): string {
  return fromDayNumber(Math.floor((Date.parse(now) - 2 * dayMs) / dayMs) - 1);
}
