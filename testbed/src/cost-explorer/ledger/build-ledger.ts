import { toUnits } from './amount.ts';
import { applyCause, type Cause, type CostExpectation } from './cause.ts';
import { addDays, lastCompleteDay, toDayNumber } from './day.ts';
import type {
  Ledger,
  LedgerBudget,
  LedgerCostCategory,
  LedgerReservation,
  LedgerSavingsPlan,
  LineItem,
} from './ledger.ts';
import { generateSeries, type LineSpec, lineName, type Series } from './line.ts';

/** What a ledger is generated from. */
export interface LedgerSpec {
  readonly seed: number;
  /** First day with data. */
  readonly start: string;
  /** The time of asking, ISO 8601; that day is the last with data. */
  readonly now: string;
  readonly currency?: string;
  readonly payer?: string;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly lines: readonly LineSpec[];
  readonly causes?: readonly Cause[];
  /** Shares of the cost known yet, today's first, then yesterday's, …; later ones are complete. */
  readonly arrived?: readonly number[];
  readonly hourly?: boolean;
  readonly savingsPlans?: readonly LedgerSavingsPlan[];
  readonly reservations?: readonly LedgerReservation[];
  readonly budgets?: readonly LedgerBudget[];
  readonly costCategories?: readonly LedgerCostCategory[];
}

/** A ledger and what a right answer says about it. */
export interface BuiltLedger {
  readonly ledger: Ledger;
  readonly expectations: readonly CostExpectation[];
  /** The last day that counts: it ended 48 hours or more before `now`. */
  readonly completeThrough: string;
}

const defaultArrived: readonly number[] = [0.12, 0.55, 0.9];

function toItem(spec: LineSpec, date: string, units: number): LineItem {
  const amortized = Math.round(units * spec.amortized);
  const net = Math.round(units * spec.net);
  return {
    key: spec.key,
    date,
    unblended: units,
    ...(amortized === units ? {} : { amortized }),
    ...(net === units ? {} : { netUnblended: net, netAmortized: Math.round(amortized * spec.net) }),
    usage: spec.price === 0 ? 0 : toUnits(Math.abs(units) / 10_000_000_000 / spec.price),
  };
}

/** What has arrived of a day's cost at the time of asking. */
function arrivedShare(spec: LedgerSpec, day: string): number {
  const age = toDayNumber(spec.now.slice(0, 10)) - toDayNumber(day);
  return (spec.arrived ?? defaultArrived)[age] ?? 1;
}

function toItems(all: Iterable<Series>, spec: LedgerSpec): readonly LineItem[] {
  const items: LineItem[] = [];
  for (const series of all) {
    for (const [day, units] of series.costs) {
      const known = Math.round(units * arrivedShare(spec, day));
      if (known !== 0) items.push(toItem(series.spec, day, known));
    }
  }
  return items.sort((left, right) => (left.date < right.date ? -1 : left.date > right.date ? 1 : 0));
}

/** Generates a ledger: every line's series, then the causes in order. Same spec, same bytes. */
export function buildLedger(spec: LedgerSpec): BuiltLedger {
  const end = addDays(spec.now.slice(0, 10), 1);
  const completeThrough = lastCompleteDay(spec.now);
  const all = new Map<string, Series>();
  const find = (line: LineSpec): Series => {
    const name = lineName(line.key);
    const known = all.get(name);
    if (known !== undefined) return known;
    const series = generateSeries(line, { seed: spec.seed, start: spec.start, end });
    all.set(name, series);
    return series;
  };
  for (const line of spec.lines) find(line);
  const expectations = (spec.causes ?? []).map((cause) => applyCause(cause, find, { end, completeThrough }));
  const ledger: Ledger = {
    currency: spec.currency ?? 'USD',
    payer: spec.payer ?? spec.accounts[0]?.id ?? '',
    accounts: spec.accounts,
    items: toItems(all.values(), spec),
    now: spec.now,
    hourly: spec.hourly ?? false,
    savingsPlans: spec.savingsPlans ?? [],
    reservations: spec.reservations ?? [],
    budgets: spec.budgets ?? [],
    costCategories: spec.costCategories ?? [],
  };
  return { ledger, expectations, completeThrough };
}
