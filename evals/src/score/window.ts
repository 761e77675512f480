/** A stretch of time, in milliseconds since the Unix epoch. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const day = 86_400_000;
const duration =
  /^P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const unitsMs = [365 * day, 30 * day, 7 * day, day, 3_600_000, 60_000, 1000];

/**
 * An ISO 8601 duration (back from `now`) or interval as a stretch of time; null for anything else.
 * @param now milliseconds since the Unix epoch.
 */
export function readWindow(text: string, now: number): Stretch | null {
  const [first = '', second] = text.split('/');
  if (second === undefined) {
    const length = readDuration(first);
    return length === null ? null : { start: now - length, end: now };
  }
  const start = toTime(first);
  const length = readDuration(second);
  const end = length === null ? (second === '' ? now : toTime(second)) : start + length;
  return Number.isNaN(start) || Number.isNaN(end) ? null : { start, end };
}

/**
 * Whether two windows mean the same to whoever asked. "Since yesterday" may begin at midnight or 24 hours ago, and
 * an interval of days may name its last day or the day after: those that are long are compared to the day.
 */
export function isSameWindow(left: string, right: string, now: number): boolean {
  const [one, other] = [readWindow(left, now), readWindow(right, now)];
  if (one === null || other === null) return false;
  const longest = Math.max(one.end - one.start, other.end - other.start);
  const tolerance = longest >= day ? day : 60_000;
  return Math.abs(one.start - other.start) <= tolerance && Math.abs(one.end - other.end) <= tolerance;
}

/** Without a zone UTC is meant, wherever this runs. */
function toTime(text: string): number {
  return Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
}

function readDuration(text: string): number | null {
  const parts = duration.exec(text)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return null;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (unitsMs[index] ?? 0), 0);
}
