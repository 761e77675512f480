import { monthStart, weekdayOf } from '../explorer/calendar.ts';
import { type Micros, sumMicros } from '../explorer/money.ts';
import type { Bill } from './bill.ts';
import { median, robustDeviation } from './detect/statistics.ts';

/** What the month will have cost at its end. Millionths of the bill's currency. */
export interface Forecast {
  readonly total: Micros;
  /** Nine of ten months end between `low` and `high` when days keep their habits. */
  readonly low: Micros;
  readonly high: Micros;
  /** How it was made, for a person. */
  readonly how: string;
}

/** Whether the month that is forecast is that of the run. */
export function isOfThisMonth({ range: { first, length }, asOf }: Bill): boolean {
  return monthStart(first + length) === monthStart(asOf);
}

const recentDays = 14;
const leastDays = 14;

/** Continues the month: known days as they are, others like their weekday lately, fees as a month before. */
export function forecastMonth(bill: Bill): Forecast | null {
  const { first, length } = bill.range;
  if (length < leastDays) return null;
  const today = first + length;
  const [start, end] = [monthStart(today), monthStart(today, 1)];
  const usage = sumValues(
    bill.lines.map(({ values }) => values),
    length,
  );
  const daily = bill.records.filter(({ whole }) => isDaily(whole.values)).map(({ whole }) => whole.values);
  const rare = bill.records.filter(({ whole }) => !isDaily(whole.values)).map(({ whole }) => whole.values);
  const steady = sumValues([usage, ...daily], length);
  const monthly = sumValues(rare, length);
  const recent = steady.slice(-recentDays);
  const level = median(recent);
  const known = sumMicros(bill.totals.slice(Math.max(0, start - first)));
  let ahead = 0;
  for (let day = today; day < end; day += 1) {
    const alike = recent.filter((_, index) => weekdayOf(today - recent.length + index) === weekdayOf(day));
    ahead += alike.length === 0 ? level : median(alike);
    ahead += monthly[day - first - (start - monthStart(start, -1))] ?? 0;
  }
  const days = end - today;
  const spread = 1.65 * robustDeviation(weekChanges(steady)) * Math.sqrt(days / 2 + 0.02 * days * days);
  const total = Math.round(known + ahead);
  const how = `${today - start} complete days, ${days} to come like their weekday in the last ${recentDays} days, fees as a month before`;
  return { total, low: Math.round(total - spread), high: Math.round(total + spread), how };
}

function isDaily(values: readonly Micros[]): boolean {
  return values.slice(-28).filter((value) => value !== 0).length >= 20;
}

function weekChanges(values: readonly Micros[]): readonly number[] {
  return values.slice(7).map((value, index) => value - (values[index] ?? 0));
}

function sumValues(all: readonly (readonly Micros[])[], length: number): readonly Micros[] {
  const total = new Array<Micros>(length).fill(0);
  for (const values of all)
    for (let day = 0; day < length; day += 1) total[day] = (total[day] ?? 0) + (values[day] ?? 0);
  return total;
}
