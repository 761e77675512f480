import { type BuiltLedger, buildLedger, type LedgerSpec } from '../ledger/build-ledger.ts';
import type { Cause, CostExpectation } from '../ledger/cause.ts';
import { addDays, firstOfMonth, lastCompleteDay } from '../ledger/day.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LineSpec } from '../ledger/line.ts';
import { accounts } from './lines.ts';
import { ordinaryBill } from './ordinary-bill.ts';

/** A ledger with known causes. */
export interface CostCase {
  readonly ledger: Ledger;
  /** Each must be found; anything else that is not tolerated is a false alarm. */
  readonly expectations: readonly CostExpectation[];
  /** True of the ledger, so no false alarm when said; but nobody must say it (what was saved, moves of net zero). */
  readonly tolerated: readonly CostExpectation[];
  /** The last day that counts. */
  readonly completeThrough: string;
}

/** A named, seeded case; built when asked for. */
export interface CostCorpus {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly title: string;
  /**
   * Another seed gives other noise with the same causes. Another `now` (ISO 8601) moves it there; a bill that is about
   * the first or the last of a month is then about another day.
   */
  build(seed?: number, now?: string): CostCase;
}

/** When a corpus is asked, and the days counted back from its last complete day. */
export interface Times {
  readonly now: string;
  /** First day with data: 90 days before `now`. */
  readonly start: string;
  readonly through: string;
  /** The first of the last complete day's month. */
  readonly month: string;
  /** `ago(0)` is the last complete day. */
  ago(days: number): string;
}

/** What a case is made of, given the times. */
export interface CaseParts {
  /** Besides the ordinary bill. */
  readonly lines?: readonly LineSpec[];
  /** In the place of the ordinary bill. */
  readonly bill?: readonly LineSpec[];
  readonly causes?: readonly Cause[];
  /** Changes that are there but that no answer must name. */
  readonly tolerated?: readonly Cause[];
  readonly more?: Partial<LedgerSpec>;
}

/** The times of a corpus asked at `now` (ISO 8601). */
function timesOf(now: string, days: number = 90): Times {
  const through = lastCompleteDay(now);
  const month = firstOfMonth(through);
  return { now, start: addDays(now.slice(0, 10), -days), through, month, ago: (count) => addDays(through, -count) };
}

function toCase(built: BuiltLedger, required: number): CostCase {
  return {
    ledger: built.ledger,
    expectations: built.expectations.slice(0, required),
    tolerated: built.expectations.slice(required),
    completeThrough: built.completeThrough,
  };
}

/** A corpus over the ordinary bill; a Friday noon in mid-month unless `now` says otherwise. */
export function corpus(
  name: string,
  title: string,
  parts: (times: Times) => CaseParts,
  options: { readonly now?: string; readonly days?: number } = {},
): CostCorpus {
  const build = (seed: number = 1, now: string = options.now ?? '2026-11-20T12:00:00Z'): CostCase => {
    const times = timesOf(now, options.days);
    const { lines, bill, causes, tolerated, more } = parts(times);
    const built = buildLedger({
      seed,
      start: times.start,
      now: times.now,
      accounts,
      lines: [...(bill ?? ordinaryBill()), ...(lines ?? [])],
      causes: [...(causes ?? []), ...(tolerated ?? [])],
      ...more,
    });
    return toCase(built, (causes ?? []).length);
  };
  return { name, title, build };
}
