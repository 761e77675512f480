import type { Units } from './amount.ts';
import { toUnits } from './amount.ts';
import { daysBetween, toDayNumber } from './day.ts';
import type { LineKey } from './ledger.ts';
import { type Pattern, patternFactor } from './pattern.ts';
import { createRandom, hashText } from './random.ts';

/** A line to be generated: who it is, how much a day, in which pattern. */
export interface LineSpec {
  readonly key: LineKey;
  /** Unblended currency per day at factor 1. */
  readonly daily: number;
  /** Currency per unit of usage. */
  readonly price: number;
  readonly pattern: Pattern;
  /** Relative standard deviation of a day. */
  readonly noise: number;
  /** Relative growth per day, compounded from the first day. */
  readonly growth: number;
  /** Amortized as a share of unblended; 1 unless committed. */
  readonly amortized: number;
  /** Net of discounts as a share; 1 without one. */
  readonly net: number;
  /** First and last day (both included) on which it exists; left out = always. */
  readonly from?: string;
  readonly until?: string;
}

/** A generated series: cost by day, in {@link Units}. */
export interface Series {
  readonly spec: LineSpec;
  readonly costs: Map<string, Units>;
}

/** The name under which a line is found. */
export function lineName(key: LineKey): string {
  const tags = Object.entries(key.tags).sort(([left], [right]) => (left < right ? -1 : 1));
  const parts = [
    key.recordType,
    key.service,
    key.usageType,
    key.operation,
    key.region,
    key.account,
    key.resource ?? '',
  ];
  return JSON.stringify([...parts, tags]);
}

/**
 * A line's cost on each day from `start` to before `end`. Its chance comes from the seed and its own name, so that
 * adding a line changes no other.
 */
export function generateSeries(spec: LineSpec, window: { seed: number; start: string; end: string }): Series {
  const random = createRandom(window.seed ^ hashText(lineName(spec.key)));
  const first = toDayNumber(window.start);
  const costs = new Map<string, Units>();
  for (const day of daysBetween(window.start, window.end)) {
    const noise = Math.max(0, 1 + spec.noise * random.normal());
    const factor = patternFactor(spec.pattern, day, random);
    const exists = (spec.from ?? '') <= day && day <= (spec.until ?? '9');
    const growth = (1 + spec.growth) ** (toDayNumber(day) - first);
    const units = toUnits(spec.daily * factor * noise * growth);
    if (exists && units !== 0) costs.set(day, units);
  }
  return { spec, costs };
}
