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
  const date = new Date(now);
  if (zone === 'UTC') {
    date.toISOString();
    return { weekday: weekdays[date.getUTCDay()] ?? '', minuteOfDay: date.getUTCHours() * 60 + date.getUTCMinutes() };
  }
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(date);
  const part = (type: string): string => parts.find((entry) => entry.type === type)?.value ?? '';
  return { weekday: part('weekday').toLowerCase(), minuteOfDay: Number(part('hour')) * 60 + Number(part('minute')) };
}
