import type { Ledger, LineItem, LineKey } from '../ledger/ledger.ts';
import { hashText } from '../ledger/random.ts';
import { createSum, type MetricValue, type Sum } from './metric.ts';
import type { Period } from './period.ts';

/** One group of one period. */
export interface Group {
  readonly Keys: readonly string[];
  readonly Metrics: Readonly<Record<string, MetricValue>>;
}

/** What is to be added up. */
export interface Aggregation {
  readonly periods: readonly Period[];
  readonly metrics: readonly string[];
  readonly test: (key: LineKey) => boolean;
  readonly keysOf: (key: LineKey) => readonly string[];
}

interface Bucket {
  readonly keys: readonly string[];
  readonly sums: ReadonlyMap<string, Sum>;
}

/** A day's units in one hour: the remainder goes to the first hours, so that a day's hours add up to the day. */
function hourShare(units: number, hour: number): number {
  const whole = Math.trunc(units / 24);
  const rest = units - whole * 24;
  return whole + (hour < Math.abs(rest) ? Math.sign(rest) : 0);
}

function itemsByDay(ledger: Ledger, test: (key: LineKey) => boolean): ReadonlyMap<string, readonly LineItem[]> {
  const passes = new Map<LineKey, boolean>();
  const byDay = new Map<string, LineItem[]>();
  for (const item of ledger.items) {
    let pass = passes.get(item.key);
    if (pass === undefined) {
      pass = test(item.key);
      passes.set(item.key, pass);
    }
    if (!pass) continue;
    const day = byDay.get(item.date);
    if (day === undefined) byDay.set(item.date, [item]);
    else day.push(item);
  }
  return byDay;
}

function fill(buckets: Map<string, Bucket>, items: readonly LineItem[], period: Period, plan: Aggregation): void {
  const share =
    period.hour === undefined ? (units: number) => units : (units: number) => hourShare(units, period.hour ?? 0);
  for (const item of items) {
    const keys = plan.keysOf(item.key);
    const name = keys.join('\u0000');
    let bucket = buckets.get(name);
    if (bucket === undefined) {
      bucket = { keys, sums: new Map(plan.metrics.map((metric) => [metric, createSum(metric)])) };
      buckets.set(name, bucket);
    }
    for (const sum of bucket.sums.values()) sum.add(item, share);
  }
}

/**
 * The groups of each period. Their order is fixed but means nothing, as the service's: neither by name nor by amount.
 */
export function aggregate(ledger: Ledger, plan: Aggregation): readonly (readonly Group[])[] {
  const byDay = itemsByDay(ledger, plan.test);
  const days = [...byDay.keys()].sort();
  return plan.periods.map((period) => {
    const buckets = new Map<string, Bucket>();
    for (const day of days) {
      if (day >= period.fromDay && day < period.toDay) fill(buckets, byDay.get(day) ?? [], period, plan);
    }
    return [...buckets]
      .map(([name, bucket]) => ({ order: hashText(name), name, bucket }))
      .sort((left, right) => left.order - right.order || (left.name < right.name ? -1 : 1))
      .map(({ bucket }) => ({
        Keys: bucket.keys,
        Metrics: Object.fromEntries([...bucket.sums].map(([metric, sum]) => [metric, sum.value(ledger)])),
      }));
  });
}
