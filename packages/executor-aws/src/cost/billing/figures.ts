import type { Figure } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { formatDay } from '../explorer/calendar.ts';
import { fieldOf, listOf } from '../explorer/cost-table.ts';
import { type Micros, readMicros, sumMicros, toCents } from '../explorer/money.ts';
import { priceOf } from '../explorer/prices.ts';
import type { Bill } from './bill.ts';
import { type Forecast, isOfThisMonth } from './forecast.ts';
import type { CostInput } from './input.ts';
import type { Window } from './judge/judge-bill.ts';
import { roleOf } from './judge/judge-records.ts';

const mostDrivers = 12;
const weekDays = 7;

/** Two spans of the same length: the later one and the one right before it, as indices. */
export interface Comparison {
  readonly before: Window;
  readonly after: Window;
}

/** One line's part in the change of the bill between two spans. */
export interface Driver {
  readonly name: string;
  readonly before: Micros;
  readonly after: Micros;
}

/** The asked window against the span before it; the last seven complete days unless one was named. */
export function comparisonOf({ range }: Bill, asked: Window, isNamed: boolean): Comparison {
  const until = isNamed ? Math.min(asked.until, range.length) : range.length;
  const wanted = isNamed ? until - asked.from : weekDays;
  const days = Math.max(0, Math.min(wanted, until >> 1));
  return { before: { from: until - 2 * days, until: until - days }, after: { from: until - days, until } };
}

/** Every line's part in the change, the largest first; they add up to {@link changeOf} but for rounding of the source. */
function driversOf(bill: Bill, { before, after }: Comparison): readonly Driver[] {
  const part = (values: readonly Micros[], { from, until }: Window) => sumMicros(values.slice(from, until));
  const drivers = [
    ...bill.lines.map(({ service, usageType, account, region, values }) => ({
      name: [service, usageType, region, account].filter((text) => text !== null && text !== '').join(' / '),
      ...{ before: part(values, before), after: part(values, after) },
    })),
    ...bill.records.map(({ whole: { recordType, service, values } }) => ({
      name: `${recordType}: ${service}`,
      ...{ before: part(values, before), after: part(values, after) },
    })),
  ];
  return drivers
    .filter((driver) => driver.before !== driver.after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.name < b.name ? -1 : 1));
}

/** How the whole bill changed between two spans. */
function changeOf({ totals }: Bill, { before, after }: Comparison): Micros {
  return sumMicros(totals.slice(after.from, after.until)) - sumMicros(totals.slice(before.from, before.until));
}

/** What {@link readFigures} shows besides the bill. */
export interface FigureOptions {
  readonly comparison: Comparison;
  readonly forecast: Forecast | null;
  /** Accounts that the answers were limited to, by commas; empty for all. */
  readonly only: string;
}

/** Tables to show beside the answer. */
export function readFigures(bill: Bill, { comparison, forecast, only }: FigureOptions): readonly Figure[] {
  const unit = bill.currency === 'USD' ? 'usd' : `currency:${bill.currency}`;
  return [
    ...dayFigures(bill, unit, only),
    ...driverFigures(bill, comparison, unit),
    ...setAsideFigures(bill, comparison, unit),
    ...(forecast === null ? [] : [forecastFigure(bill, forecast, unit)]),
  ];
}

function dayFigures({ totals, range, payer }: Bill, unit: string, only: string): readonly Figure[] {
  const [first, last] = [range.first, range.first + range.length - 1].map(formatDay);
  const series = totals.map(toCents);
  const note = `as account ${payer} sees it, ${first} to ${last}; the last 48 hours are not complete and left out`;
  return [
    {
      group: 'cost by day',
      name: only === '' ? 'whole bill' : printable(`cost of ${only}`, 200),
      unit,
      value: series.at(-1) ?? null,
      series,
      note,
    },
  ];
}

function driverFigures(bill: Bill, comparison: Comparison, unit: string): readonly Figure[] {
  const { before, after } = comparison;
  if (after.until <= after.from) return [];
  const drivers = driversOf(bill, comparison);
  const day = (index: number) => formatDay(bill.range.first + index);
  const shown = drivers.slice(0, mostDrivers).map(({ name, before: old, after: now }) => ({
    ...{ group: 'drivers', name, unit },
    value: toCents(now - old),
    note: `${toCents(old)} before, ${toCents(now)} after`,
  }));
  const total = toCents(changeOf(bill, comparison));
  const rest = (Math.round(total * 100) - shown.reduce((sum, { value }) => sum + Math.round(value * 100), 0)) / 100;
  const others = Math.max(0, drivers.length - mostDrivers);
  const span = `${day(after.from)} to ${day(after.until - 1)} against ${day(before.from)} to ${day(before.until - 1)}`;
  return [
    ...shown,
    { group: 'drivers', name: 'everything else', unit, value: rest, note: `${others} more lines, and rounding` },
    { group: 'drivers', name: 'change of the bill', unit, value: total, note: span },
  ];
}

function setAsideFigures(bill: Bill, { after }: Comparison, unit: string): readonly Figure[] {
  const byType = Map.groupBy(bill.records, ({ whole }) => whole.recordType);
  return [...byType]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, groups]) => ({
      ...{ group: 'set aside', name, unit },
      value: toCents(sumMicros(groups.flatMap(({ whole }) => whole.values.slice(after.from, after.until)))),
      note: `${roleOf(name)}; judged by its own rules, not as use`,
    }));
}

function forecastFigure(bill: Bill, { total, low, high, how }: Forecast, unit: string): Figure {
  const name = isOfThisMonth(bill) ? 'this month' : 'last month, whose last days are not complete';
  const note = `${toCents(low)} to ${toCents(high)}; ${how}`;
  return { group: 'forecast', name, unit, value: toCents(total), note };
}

/** AWS's own forecast of the rest of the month, where it was read. */
export function theirForecastFigures(bill: Bill, { steps }: CostInput): readonly Figure[] {
  const evidence = steps.forecast;
  const [first] = evidence?.status === 'present' ? listOf(fieldOf(evidence.output, 'results')) : [];
  const micros = readMicros(fieldOf(fieldOf(first, 'Total'), 'Amount'));
  if (micros === null) return [];
  const unit = bill.currency === 'USD' ? 'usd' : `currency:${bill.currency}`;
  const note = 'GetCostForecast, from today to the end of the month';
  return [{ group: 'forecast', name: 'rest of the month, by AWS', unit, value: toCents(micros), note }];
}

/** What asking cost: requests, answers from the cache, and dollars. */
export function requestFigures({ steps }: CostInput): readonly Figure[] {
  const outputs = Object.values(steps).flatMap(({ output }) => [
    output,
    ...listOf(fieldOf(output, 'items')).map((item) => fieldOf(item, 'output')),
  ]);
  const sum = (name: string) =>
    outputs.reduce<number>(
      (total, output) => total + (typeof fieldOf(output, name) === 'number' ? Number(fieldOf(output, name)) : 0),
      0,
    );
  const cost = priceOf(sum('requests'));
  return [
    {
      group: 'cost explorer',
      name: 'requests paid',
      unit: 'count',
      value: sum('requests'),
      note: `${sum('cached')} pages from the cache`,
    },
    { group: 'cost explorer', name: 'price of asking', unit: 'usd', value: cost },
  ];
}
