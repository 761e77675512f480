import { weekdays } from './schema.ts';

/** Where a moment falls on the clock of a time zone. */
export interface LocalTime {
  /** `sun` to `sat`. */
  readonly weekday: string;
  /** Minutes since midnight, 0 to 1439. */
  readonly minuteOfDay: number;
}

/**
 * Reads a wall clock, since Cedar knows no time zones.
 * @param now milliseconds since the Unix epoch
 * @param zone an IANA name such as `Europe/Berlin`
 * @throws RangeError for an unknown zone or a moment that is none; the caller denies.
 */
export function toLocalTime(now: number, zone: string): LocalTime {
  const wall = new Date(wallClockOf(now, zone));
  return { weekday: weekdays[wall.getUTCDay()] ?? '', minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
}

/**
 * What the clock on the wall shows, as the moment at which it shows the same in UTC.
 * @throws RangeError for an unknown zone or a moment that is none.
 */
export function wallClockOf(now: number, zone: string): number {
  new Date(now).toISOString();
  if (zone === 'UTC') return now;
  const parts = formatOf(zone).formatToParts(now);
  const part = (type: string): number => Number(parts.find((entry) => entry.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall + (((now % 1000) + 1000) % 1000);
}

/** Making one takes far longer than using it, and a window is found by asking some thirty times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}

const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const onTheWall = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?$/;

/**
 * Reads a moment: ISO 8601 with an offset, or a date with or without a time (`2026-12-20`, `2026-12-20 18:00`), which is
 * read off the wall of the zone. Where clocks are set back, one of the two; where they are set forward, the first after.
 * @returns milliseconds since the Unix epoch, or null for anything else.
 */
export function readMoment(text: string, zone: string): number | null {
  if (withOffset.test(text)) return orNull(Date.parse(text));
  const [, date, time = '00:00'] = onTheWall.exec(text) ?? [];
  const wall = Date.parse(`${date}T${time}:00.000Z`);
  // Rejects what the language would carry over, such as 30 February.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(`${date}T${time}`)) return null;
  return firstMoment(wall - 26 * hour, wall + 26 * hour, (moment) => wallClockOf(moment, zone) >= wall);
}

const hour = 3_600_000;

/** The first moment in a stretch from which on something is so; its end where it never is. */
export function firstMoment(from: number, until: number, isSo: (moment: number) => boolean): number {
  let [low, high] = [from, until];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function orNull(moment: number): number | null {
  return Number.isNaN(moment) ? null : moment;
}
