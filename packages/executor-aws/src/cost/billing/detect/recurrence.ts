import { type Day, dayOfMonth, daysToMonthEnd, monthStart, weekdayOf } from '../../explorer/calendar.ts';

/** The positions of days in their months, computed once per table. */
export interface Calendar {
  readonly firstDay: Day;
  readonly length: number;
  /** For each day, per kind of recurrence, the indices of its peers, nearest first. */
  readonly monthly: readonly (readonly (readonly number[])[])[];
}

const mostPeriod = 31;
const everydayPeriods: ReadonlySet<number> = new Set([7, 14, 28]);

/** Where in a month a day stands, counted in the ways in which fees and batches recur. */
function positionsOf(day: Day): readonly string[] {
  const ordinal = Math.ceil(dayOfMonth(day) / 7);
  const fromEnd = Math.ceil((daysToMonthEnd(day) + 1) / 7);
  const positions = [`day ${dayOfMonth(day)}`, `end ${daysToMonthEnd(day)}`];
  positions.push(`nth ${ordinal} ${weekdayOf(day)}`, `last ${fromEnd} ${weekdayOf(day)}`);
  const [business, left] = businessDay(day);
  if (business !== null && business <= 5) positions.push(`business ${business}`);
  if (left !== null && left <= 5) positions.push(`business left ${left}`);
  return positions;
}

/** The how-manieth working day of its month a day is, from either end; null on a weekend. */
function businessDay(day: Day): readonly [number | null, number | null] {
  const isWorking = (one: Day) => weekdayOf(one) !== 0 && weekdayOf(one) !== 6;
  if (!isWorking(day)) return [null, null];
  let [before, after] = [0, 0];
  for (let one = monthStart(day); one <= day; one += 1) before += isWorking(one) ? 1 : 0;
  for (let one = day; one < monthStart(day, 1); one += 1) after += isWorking(one) ? 1 : 0;
  return [before, after];
}

/** Computes for each day which other days hold the same position in their months. */
export function createCalendar(firstDay: Day, length: number): Calendar {
  const holders = new Map<string, number[]>();
  const all = Array.from({ length }, (_, index) => positionsOf(firstDay + index));
  for (const [index, positions] of all.entries()) {
    for (const position of positions) holders.set(position, [...(holders.get(position) ?? []), index]);
  }
  const monthly = all.map((positions, index) =>
    positions.map((position) => (holders.get(position) ?? []).filter((other) => other !== index)),
  );
  return { firstDay, length, monthly };
}

/** What to look for. */
export interface RecurrenceQuestion {
  readonly residuals: readonly number[];
  readonly calendar: Calendar;
  /** Index of the first day with cost. */
  readonly from: number;
  /** A residual from here on stands out. */
  readonly threshold: number;
  /** How many days before each index stand out; one entry more than residuals. */
  readonly outstanding: readonly number[];
}

/** Counts the days that stand out, so that any span can be asked about at once. */
export function countOutstanding(residuals: readonly number[], threshold: number): readonly number[] {
  const counts = [0];
  for (const value of residuals) counts.push((counts.at(-1) ?? 0) + (value > threshold ? 1 : 0));
  return counts;
}

/** Whether most days between two are calm: without that, both belong to one change and nothing recurs. */
function isApart(a: number, b: number, outstanding: readonly number[]): boolean {
  const [first, second] = a < b ? [a, b] : [b, a];
  const between = second - first - 1;
  const busy = (outstanding[second] ?? 0) - (outstanding[first + 1] ?? 0);
  return busy <= between / 2;
}

/**
 * How much of a day's excess recurs: the largest of its peers, when they all stand out alike. A judged day is held
 * against earlier days only; a day of the history against all.
 */
function recurringPart(index: number, isJudged: boolean, question: RecurrenceQuestion): number {
  const { calendar, from, residuals, outstanding } = question;
  const excess = residuals[index] ?? 0;
  if (excess <= question.threshold) return 0;
  const admit = (peer: number) =>
    peer >= from && peer < residuals.length && (!isJudged || peer < index) && isApart(peer, index, outstanding);
  let part = 0;
  for (const peers of calendar.monthly[index] ?? [])
    part = Math.max(part, commonPart(peers.filter(admit), 1, question));
  for (let period = 2; period <= mostPeriod; period += 1) {
    const least = everydayPeriods.has(period) ? 2 : 3;
    const peers = [1, 2, 3, 4].map((turn) => index - turn * period).filter(admit);
    const later = isJudged ? [] : [1, 2, 3, 4].map((turn) => index + turn * period).filter(admit);
    part = Math.max(part, commonPart([...peers, ...later], least, question));
  }
  return part;
}

function commonPart(peers: readonly number[], least: number, { residuals, threshold }: RecurrenceQuestion): number {
  if (peers.length < least) return 0;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (const peer of peers) {
    const value = residuals[peer] ?? 0;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return lowest > threshold && lowest >= 0.4 * highest ? highest : 0;
}

/** The residuals without what recurs; a tenth or two more than usual still recurs. */
export function withoutRecurring(question: RecurrenceQuestion, judgedFrom: number): readonly number[] {
  return question.residuals.map((excess, index) => {
    const part = recurringPart(index, index >= judgedFrom, question);
    if (part === 0) return excess;
    const rest = excess - part;
    return rest <= 0.3 * part ? Math.min(rest, 0) : rest;
  });
}
