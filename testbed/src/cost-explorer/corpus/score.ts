import type { CostExpectation } from '../ledger/cause.ts';
import { toDayNumber } from '../ledger/day.ts';
import type { CostCase } from './corpus.ts';

/** What an answer said of one change: the `data` of a cost finding. */
export interface SaidChange {
  readonly service?: unknown;
  readonly usage_type?: unknown;
  readonly account?: unknown;
  readonly region?: unknown;
  readonly start?: unknown;
  readonly delta_usd?: unknown;
  readonly daily_usd?: unknown;
  readonly kind?: unknown;
}

/** How well an answer fits a case. */
export interface CostScore {
  readonly matched: number;
  /** Expected and not said. */
  readonly missed: readonly CostExpectation[];
  /** Said and neither expected nor tolerated. */
  readonly wrong: readonly SaidChange[];
}

const loose = new Set(['ramp', 'migration']);

/** Same within a share of it, or within one of its days. */
function isNear(said: unknown, expected: number, daily: number, share: number): boolean {
  if (typeof said !== 'number') return false;
  return Math.abs(said - expected) <= Math.max(Math.abs(expected) * share, Math.abs(daily) * 1.05, 5);
}

function fitsPlace(said: SaidChange, expected: CostExpectation): boolean {
  const same = (value: unknown, wanted: string): boolean => value === undefined || value === null || value === wanted;
  return (
    said.service === expected.service &&
    said.usage_type === expected.usage_type &&
    same(said.account, expected.account) &&
    same(said.region, expected.region)
  );
}

/**
 * Whether a finding's `data` means an expected cause: the same service and usage type; the same account and region
 * where it names them; `start` within a day (a ramp or a migration: five); `delta_usd` within 15 % (30 %) or one day.
 */
function fitsExpectation(said: SaidChange, expected: CostExpectation): boolean {
  if (!fitsPlace(said, expected) || typeof said.start !== 'string') return false;
  const slow = loose.has(expected.kind);
  const days = Math.abs(toDayNumber(said.start.slice(0, 10)) - toDayNumber(expected.start));
  return days <= (slow ? 5 : 1) && isNear(said.delta_usd, expected.delta_usd, expected.daily_usd, slow ? 0.3 : 0.15);
}

/** Compares what was said (findings that call themselves a cause, no hints) with a case. */
export function scoreCosts(said: readonly SaidChange[], known: CostCase): CostScore {
  const free = [...said];
  const missed: CostExpectation[] = [];
  for (const expected of known.expectations) {
    const found = free.findIndex((one) => fitsExpectation(one, expected));
    if (found < 0) missed.push(expected);
    else free.splice(found, 1);
  }
  const wrong = free.filter((one) => !known.tolerated.some((expected) => fitsPlace(one, expected)));
  return { matched: known.expectations.length - missed.length, missed, wrong };
}
