/** The times at which a CronJob starts: five sets, as Kubernetes reads them. */
export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Both days of month and of week are restricted: either is enough. */
  readonly isEitherDay: boolean;
  /** Milliseconds between starts of `@every`; null for all others. */
  readonly everyMs: number | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const shorthands: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);
const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

/**
 * Reads a standard schedule. Source: github.com/robfig/cron v3, ParseStandard, which the CronJob controller uses.
 * @returns null for text that is none.
 */
export function parseSchedule(text: string): Schedule | null {
  const trimmed = text.trim().slice(0, 200);
  const every = /^@every ((?:\d+[hms])+)$/.exec(trimmed);
  const line = shorthands.get(trimmed) ?? (every === null ? trimmed : '* * * * *');
  const fields = line.split(/\s+/);
  if (fields.length !== 5) return null;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const sets = [
    parseField(minute, 0, 59, []),
    parseField(hour, 0, 23, []),
    parseField(day, 1, 31, []),
    parseField(month, 1, 12, months, 1),
    parseField(weekday, 0, 6, weekdays),
  ];
  const [minutes, hours, days, ofYear, ofWeek] = sets;
  if (!minutes || !hours || !days || !ofYear || !ofWeek) return null;
  const isEitherDay = !isStar(day) && !isStar(weekday);
  const everyMs = every === null ? null : durationOf(every[1] ?? '');
  return { minutes, hours, days, months: ofYear, weekdays: ofWeek, isEitherDay, everyMs };
}

function isStar(field: string): boolean {
  return field.startsWith('*') || field.startsWith('?');
}

function durationOf(text: string): number {
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, n, unit = 's']) => sum + Number(n) * (units[unit] ?? 0),
    0,
  );
}

function parseField(
  text: string,
  low: number,
  high: number,
  names: readonly string[],
  base = 0,
): ReadonlySet<number> | null {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, extra] = part.split('/');
    const [from = '', to, more] = range.split('-');
    if (extra !== undefined || more !== undefined) return null;
    const every = step === undefined ? 1 : toNumber(step, [], 0);
    const star = from === '*' || from === '?';
    const start = star ? low : toNumber(from, names, base);
    const end =
      star || (to === undefined && step !== undefined) ? high : to === undefined ? start : toNumber(to, names, base);
    if (start === null || end === null || every === null || every < 1 || start < low || end > high || start > end)
      return null;
    for (let value = start; value <= end; value += every) found.add(value);
  }
  return found;
}

function toNumber(text: string, names: readonly string[], base: number): number | null {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + base;
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
}

const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a schedule names only dates that no calendar has, such as 31 February. */
export function isNever({ days, months: wanted, isEitherDay }: Schedule): boolean {
  if (isEitherDay) return false;
  return [...wanted].every((month) => [...days].every((day) => day > (longestMonth[month - 1] ?? 31)));
}

/** Whether a time zone is one that the machine's data knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Most minutes that are looked through: 8 days. */
const mostMinutes = 8 * 24 * 60;

/**
 * How many starts lie after one time and not after another, at most 100; starts further apart than 8 days are not
 * counted. Both in milliseconds.
 */
export function startsBetween(schedule: Schedule, timeZone: string, after: number, until: number): number {
  if (schedule.everyMs !== null)
    return Math.min(100, Math.floor(Math.max(0, until - after) / Math.max(1000, schedule.everyMs)));
  const first = Math.max(Math.floor(after / 60_000) + 1, Math.floor(until / 60_000) - mostMinutes);
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: isTimeZone(timeZone) && timeZone !== '' ? timeZone : 'UTC',
    hourCycle: 'h23',
    ...{ month: 'numeric', day: 'numeric', hour: 'numeric', weekday: 'short' },
  });
  let starts = 0;
  for (let minute = first; minute * 60_000 <= until && starts < 100; ) {
    // Offsets of zones are whole quarters of an hour: minutes within one share all other fields.
    const parts = new Map(format.formatToParts(minute * 60_000).map(({ type, value }) => [type, value]));
    const end = Math.floor(minute / 15) * 15 + 15;
    const isDue = dueInHour(schedule, parts);
    const localMinute = isDue ? minuteIn(timeZone, minute) : 0;
    for (let one = minute; one < end && one * 60_000 <= until; one += 1) {
      if (isDue && schedule.minutes.has((localMinute + one - minute) % 60)) starts += 1;
    }
    minute = end;
  }
  return starts;
}

function dueInHour(schedule: Schedule, parts: ReadonlyMap<string, string>): boolean {
  if (!schedule.hours.has(Number(parts.get('hour')) % 24) || !schedule.months.has(Number(parts.get('month'))))
    return false;
  const isDay = schedule.days.has(Number(parts.get('day')));
  const isWeekday = schedule.weekdays.has(weekdays.indexOf((parts.get('weekday') ?? '').toLowerCase()));
  return schedule.isEitherDay ? isDay || isWeekday : isDay && isWeekday;
}

function minuteIn(timeZone: string, minute: number): number {
  if (timeZone === '' || !isTimeZone(timeZone)) return minute % 60;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, minute: 'numeric' });
  return Number(format.format(minute * 60_000));
}
