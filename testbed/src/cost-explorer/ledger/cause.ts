import { fromUnits, toUnits, type Units } from './amount.ts';
import { daysBetween, toDayNumber } from './day.ts';
import type { LineSpec, Series } from './line.ts';

/** The kinds of change that a cost finding can state. */
export type CauseKind = 'spike' | 'step' | 'ramp' | 'new' | 'recurring fee' | 'credit' | 'migration';

/** A change put into a ledger on purpose. */
export type Cause =
  /** Adds so much a day for so many days. */
  | {
      readonly kind: 'spike';
      readonly line: LineSpec;
      readonly start: string;
      readonly days: number;
      readonly add: number;
    }
  /** Adds so much a day from then on. */
  | { readonly kind: 'step'; readonly line: LineSpec; readonly start: string; readonly add: number }
  /** Adds so much more on each day from then on. */
  | { readonly kind: 'ramp'; readonly line: LineSpec; readonly start: string; readonly slope: number }
  /** A line that was not there: its own pattern from its first day. */
  | { readonly kind: 'new'; readonly line: LineSpec; readonly start: string }
  /** A fee that comes every month from then on. */
  | { readonly kind: 'recurring fee'; readonly line: LineSpec; readonly start: string }
  /** A line of credits that ends on the day, or a refund that comes on it. */
  | { readonly kind: 'credit-ends'; readonly line: LineSpec; readonly start: string }
  | { readonly kind: 'refund'; readonly line: LineSpec; readonly start: string }
  /** `from` shrinks to `left` and `to` grows by what went, times `factor`, over so many days. */
  | {
      readonly kind: 'migration';
      readonly from: LineSpec;
      readonly to: LineSpec;
      readonly start: string;
      readonly days: number;
      readonly left: number;
      readonly factor: number;
    };

/** What a right answer says of one cause: the keys of a cost finding's `data`. Amounts in the ledger's currency. */
export interface CostExpectation {
  readonly service: string;
  readonly usage_type: string;
  readonly account: string;
  readonly region: string;
  /** First day of the change. */
  readonly start: string;
  /** What it added from `start` to the last complete day; negative for what it took away. */
  readonly delta_usd: number;
  /** Its largest day, with its sign. */
  readonly daily_usd: number;
  readonly kind: CauseKind;
}

const line = (cause: Cause): LineSpec => (cause.kind === 'migration' ? cause.to : cause.line);
const kindOf = (cause: Cause): CauseKind =>
  cause.kind === 'credit-ends' || cause.kind === 'refund' ? 'credit' : cause.kind;

function change(series: Series, day: string, units: Units): void {
  series.costs.set(day, (series.costs.get(day) ?? 0) + units);
}

/** What a cause adds to its own line on a day, in currency, given what the line costs that day without it. */
function addedOn(cause: Cause, day: string, base: Units): Units {
  const since = toDayNumber(day) - toDayNumber(cause.start);
  switch (cause.kind) {
    case 'spike':
      return since < cause.days ? toUnits(cause.add) : 0;
    case 'step':
      return toUnits(cause.add);
    case 'ramp':
      return toUnits(cause.slope * (since + 1));
    case 'credit-ends':
      return -base;
    default:
      return 0;
  }
}

/** Moves one day's cost of a migration; what it adds in all is returned. */
function migrate(cause: Cause & { kind: 'migration' }, pair: { from: Series; to: Series }, day: string): Units {
  const done = Math.min(1, (toDayNumber(day) - toDayNumber(cause.start) + 1) / cause.days);
  const before = pair.from.costs.get(day) ?? 0;
  const gone = Math.round(before * (1 - cause.left) * done);
  const come = Math.round(gone * cause.factor);
  change(pair.from, day, -gone);
  change(pair.to, day, come);
  return come - gone;
}

/** Puts a cause into the series and says what it added on each day from its start. */
function applyByDay(cause: Cause, find: (spec: LineSpec) => Series, end: string): ReadonlyMap<string, Units> {
  const target = find(line(cause));
  const added = new Map<string, Units>();
  for (const day of daysBetween(cause.start, end)) {
    const base = target.costs.get(day) ?? 0;
    if (cause.kind === 'migration') added.set(day, migrate(cause, { from: find(cause.from), to: target }, day));
    else if (cause.kind === 'new' || cause.kind === 'recurring fee' || cause.kind === 'refund') added.set(day, base);
    else {
      const units = addedOn(cause, day, base);
      change(target, day, units);
      added.set(day, units);
    }
  }
  return added;
}

/** Puts a cause into the series (changing them) and returns what a right answer says of it. */
export function applyCause(
  cause: Cause,
  find: (spec: LineSpec) => Series,
  window: { end: string; completeThrough: string },
): CostExpectation {
  const added = applyByDay(cause, find, window.end);
  const settled = [...added].filter(([day]) => day <= window.completeThrough).map(([, units]) => units);
  const delta = settled.reduce((sum, units) => sum + units, 0);
  const largest = settled.reduce((most, units) => (Math.abs(units) > Math.abs(most) ? units : most), 0);
  const { key } = line(cause);
  const first = [...added].find(([, units]) => units !== 0)?.[0] ?? cause.start;
  return {
    service: key.service,
    usage_type: key.usageType,
    account: key.account,
    region: key.region,
    start: cause.kind === 'migration' ? cause.start : first,
    delta_usd: fromUnits(delta),
    daily_usd: fromUnits(largest),
    kind: kindOf(cause),
  };
}
