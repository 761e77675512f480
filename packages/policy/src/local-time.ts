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
  const wall = new Date(createWallClock(zone)(now));
  return { weekday: weekdays[wall.getUTCDay()] ?? '', minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
}

/** What the clock on the wall shows at a moment, as the moment at which it shows the same in UTC. */
export type WallClock = (moment: number) => number;

/**
 * Makes the wall clock of a zone; making it takes far longer than reading it.
 * @returns a clock that throws RangeError for a moment that is none.
 * @throws RangeError for an unknown zone.
 */
export function createWallClock(zone: string): WallClock {
  if (zone === 'UTC') return (moment) => new Date(new Date(moment).toISOString()).getTime();
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
  return (moment) => {
    const parts = format.formatToParts(moment);
    const part = (type: string): number => Number(parts.find((entry) => entry.type === type)?.value);
    const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return wall + (((moment % 1000) + 1000) % 1000);
  };
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
  const clock = createWallClock(zone);
  return firstMoment(wall - 26 * hour, wall + 26 * hour, (moment) => clock(moment) >= wall);
}

/** What {@link readMoment} would read, give or take a day; NaN for what does not begin with a date. */
export function readRoughly(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T12:00:00Z`);
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
