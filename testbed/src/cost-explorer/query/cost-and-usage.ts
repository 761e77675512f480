import { addDays } from '../ledger/day.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { invalid } from '../wire/fault.ts';
import { pageOf } from '../wire/page.ts';
import type { CostRequest, GroupDefinition } from '../wire/request.ts';
import { aggregate, type Group } from './aggregate.ts';
import { compileFilter } from './filter.ts';
import { compileGroups } from './group.ts';
import { createSum, type MetricValue, metricName } from './metric.ts';
import { type Period, periodsOf } from './period.ts';

/** One period of an answer; with groups its total is empty, and without it has no groups. */
export interface ResultByTime {
  readonly TimePeriod: { readonly Start: string; readonly End: string };
  readonly Total: Readonly<Record<string, MetricValue>>;
  readonly Groups: readonly Group[];
  readonly Estimated: boolean;
}

/** The answer of GetCostAndUsage, as the wire has it. */
export interface CostAndUsageAnswer {
  readonly GroupDefinitions?: readonly GroupDefinition[];
  readonly ResultsByTime: readonly ResultByTime[];
  readonly DimensionValueAttributes: readonly {
    readonly Value: string;
    readonly Attributes: Readonly<Record<string, string>>;
  }[];
  readonly NextPageToken?: string;
}

/** How an answer is cut into pages. */
export interface PageOptions {
  /** Groups a page; a page may end within a day. 5,000 unless stated. */
  readonly groupsPerPage?: number;
}

interface Row {
  readonly period: Period;
  readonly total: Readonly<Record<string, MetricValue>>;
  readonly group: Group | null;
}

const toResult = (row: Row): ResultByTime & { readonly Groups: Group[] } => ({
  TimePeriod: { Start: row.period.start, End: row.period.end },
  Total: row.total,
  Groups: row.group === null ? [] : [row.group],
  Estimated: row.period.estimated,
});

/** Rows of one page as results: neighbours of one period together. */
function toResults(rows: readonly Row[]): readonly ResultByTime[] {
  const results: (ResultByTime & { readonly Groups: Group[] })[] = [];
  for (const row of rows) {
    const last = results.at(-1);
    if (last !== undefined && last.TimePeriod.Start === row.period.start && row.group !== null) {
      last.Groups.push(row.group);
    } else results.push(toResult(row));
  }
  return results;
}

function rowsOf(ledger: Ledger, request: CostRequest, metrics: readonly string[]): readonly Row[] {
  const grouped = (request.GroupBy ?? []).length > 0;
  const periods = periodsOf(request, ledger);
  const keysOf = compileGroups(request.GroupBy ?? [], ledger);
  const groups = aggregate(ledger, { periods, metrics, test: compileFilter(request.Filter, ledger), keysOf });
  return periods.flatMap((period, index): readonly Row[] => {
    const found = groups[index] ?? [];
    if (!grouped) {
      const zero = Object.fromEntries(metrics.map((metric) => [metric, createSum(metric).value(ledger)]));
      return [{ period, total: found[0]?.Metrics ?? zero, group: null }];
    }
    return found.length === 0
      ? [{ period, total: {}, group: null }]
      : found.map((group) => ({ period, total: {}, group }));
  });
}

function accountNames(
  ledger: Ledger,
  request: CostRequest,
  rows: readonly Row[],
): CostAndUsageAnswer['DimensionValueAttributes'] {
  const index = (request.GroupBy ?? []).findIndex(({ Type, Key }) => Type === 'DIMENSION' && Key === 'LINKED_ACCOUNT');
  if (index < 0) return [];
  const seen = new Set(rows.map(({ group }) => group?.Keys[index]));
  return ledger.accounts
    .filter(({ id }) => seen.has(id))
    .map(({ id, name }) => ({ Value: id, Attributes: { description: name } }));
}

/**
 * GetCostAndUsage answered from a ledger, by its `now`. Pure: same ledger and request, same bytes.
 * @throws WireFault what the service would answer instead.
 */
export function ledgerToCostAndUsage(
  ledger: Ledger,
  request: CostRequest,
  options: PageOptions = {},
): CostAndUsageAnswer {
  if ((request.Metrics ?? []).length === 0) throw invalid('At least one metric must be specified.');
  const metrics = [...new Set((request.Metrics ?? []).map(metricName))];
  const page = pageOf(rowsOf(ledger, request, metrics), request, options.groupsPerPage ?? 5000);
  return {
    ...(page.next === undefined ? {} : { NextPageToken: page.next }),
    ...((request.GroupBy ?? []).length === 0 ? {} : { GroupDefinitions: request.GroupBy ?? [] }),
    ResultsByTime: toResults(page.items),
    DimensionValueAttributes: accountNames(ledger, request, page.items),
  };
}

/**
 * GetCostAndUsageWithResources: the last 14 days, and a filter by one or more services is required.
 * @throws WireFault what the service would answer instead.
 */
export function ledgerToCostAndUsageWithResources(
  ledger: Ledger,
  request: CostRequest,
  options: PageOptions = {},
): CostAndUsageAnswer {
  if (request.Filter === undefined) throw invalid('Filter cannot be null.');
  const start = request.TimePeriod?.Start ?? '';
  if (start.slice(0, 10) < addDays(ledger.now.slice(0, 10), -14)) {
    throw invalid('start date is too old for hourly, the max supported days for hourly granularity is 14 days.');
  }
  return ledgerToCostAndUsage(ledger, { ...request, Metrics: request.Metrics ?? ['UnblendedCost'] }, options);
}
