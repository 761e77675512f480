import { type Bill, firstCost } from '../bill.ts';
import { type DetectOptions, deviationsFor } from '../detect/detect-changes.ts';
import type { CostSettings } from '../input.ts';
import type { CostCause, Judgement } from './cost-cause.ts';
import { judgeRecords } from './judge-records.ts';
import { judgeUsage } from './judge-usage.ts';
import { parseWindow } from './window.ts';

/** Defaults of {@link CostSettings}. */
export const costDefaults: { readonly days: number; readonly minTotal: number; readonly minPercent: number } = {
  days: 45,
  minTotal: 50,
  minPercent: 10,
};

/** Less history than this shows no habit. */
export const leastHistoryDays = 14;

/** How to judge a bill by some settings. */
export function detectOptions(bill: Bill, settings: CostSettings | null | undefined): DetectOptions {
  const { length } = bill.range;
  const first = firstCost(bill);
  // A narrow window names what to tell, not what is normal: earlier changes of the month are no habit.
  const asked = Math.min(windowOf(bill, settings).from, length - costDefaults.days);
  const judgedFrom = Math.min(length, Math.max(first + leastHistoryDays, Math.min(asked, length - 7)));
  return {
    calendar: bill.calendar,
    judgedFrom,
    materiality: {
      total: (settings?.min_total ?? costDefaults.minTotal) * 1_000_000,
      share: (settings?.min_percent ?? costDefaults.minPercent) / 100,
    },
    deviations: deviationsFor(bill.lines.length, length),
  };
}

/** In which days a change must have begun, as indices. */
export interface Window {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

/** Reads the window; the last `days` days unless it names others. */
export function windowOf(bill: Bill, settings: CostSettings | null | undefined): Window {
  const { first, length } = bill.range;
  const named = parseWindow(settings?.window ?? '');
  if (named?.kind === 'last') return { from: Math.max(0, length - named.days), until: length };
  if (named !== null) return { from: Math.max(0, named.first - first), until: Math.max(0, named.last + 1 - first) };
  return { from: Math.max(0, length - (settings?.days ?? costDefaults.days)), until: length };
}

/** Everything that changed the bill, the largest first. */
export function judgeBill(bill: Bill, options: DetectOptions): Judgement {
  const usage = judgeUsage(bill.lines, options);
  const records = judgeRecords(bill.records, options);
  return {
    causes: [...usage.causes, ...records.causes].sort(compareCauses),
    dismissed: [...usage.dismissed, ...records.dismissed].sort((a, b) => compareCauses(a.cause, b.cause)),
  };
}

/** Sorts by what a cause added, then by name. */
function compareCauses(a: CostCause, b: CostCause): number {
  return b.delta - a.delta || a.start - b.start || (causeName(a) < causeName(b) ? -1 : 1);
}

/** Names a cause whatever its figures. */
function causeName({ recordType, service, usageType, account, region, kind }: CostCause): string {
  return JSON.stringify([recordType, service, usageType, account, region, kind]);
}
