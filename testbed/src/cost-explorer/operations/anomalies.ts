import { createHash } from 'node:crypto';
import { addDays, daysBetween, lastCompleteDay } from '../ledger/day.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { totalsBy } from '../query/totals.ts';
import { invalid, WireFault } from '../wire/fault.ts';
import { pageOf } from '../wire/page.ts';
import type { CostRequest } from '../wire/request.ts';
import { median } from './statistics.ts';

const smallestImpact = 25;

/** Days in a row on which a service cost more than its weekdays did before. */
interface Run {
  readonly service: string;
  readonly days: readonly { readonly day: string; readonly actual: number; readonly usual: number }[];
}

function idOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function monitorArn(ledger: Ledger): string {
  return `arn:aws:ce::${ledger.payer}:anomalymonitor/${idOf(ledger.payer, 'services')}`;
}

/** Cost by day of a selection, complete days only. Tax, fees, credits and refunds are left out, as AWS does. */
function usageByDay(
  ledger: Ledger,
  label: (item: Ledger['items'][number]) => string,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const question = {
    test: ({ recordType }: { readonly recordType: string }) => recordType === 'Usage',
    start: ledger.items[0]?.date ?? ledger.now.slice(0, 10),
    end: addDays(lastCompleteDay(ledger.now), 1),
  };
  const series = new Map<string, Map<string, number>>();
  for (const [text, cost] of totalsBy(ledger, question, (item) => JSON.stringify([label(item), item.date]))) {
    const [name = '', day = ''] = JSON.parse(text) as readonly string[];
    const known = series.get(name);
    if (known === undefined) series.set(name, new Map([[day, cost]]));
    else known.set(day, cost);
  }
  return series;
}

/** The median of the same weekday in the eight weeks before. */
function usualOn(costs: ReadonlyMap<string, number>, day: string): number {
  return median([1, 2, 3, 4, 5, 6, 7, 8].map((weeks) => costs.get(addDays(day, -7 * weeks)) ?? 0));
}

function runsOf(service: string, costs: ReadonlyMap<string, number>, window: readonly string[]): readonly Run[] {
  const runs: { service: string; days: { day: string; actual: number; usual: number }[] }[] = [];
  let open = false;
  for (const day of window) {
    const [actual, usual] = [costs.get(day) ?? 0, usualOn(costs, day)];
    const isHigh = actual - usual > Math.max(smallestImpact, usual * 0.25);
    if (isHigh && !open) runs.push({ service, days: [] });
    if (isHigh) runs.at(-1)?.days.push({ day, actual, usual });
    open = isHigh;
  }
  return runs;
}

function rootCauses(ledger: Ledger, run: Run): readonly object[] {
  const parts = usageByDay(ledger, ({ key }) =>
    key.service === run.service ? JSON.stringify([key.usageType, key.region, key.account]) : '[]',
  );
  const impacts = [...parts]
    .filter(([name]) => name !== '[]')
    .map(([name, costs]) => ({
      name,
      impact: run.days.reduce((sum, { day }) => sum + (costs.get(day) ?? 0) - usualOn(costs, day), 0),
    }))
    .filter(({ impact }) => impact > 1)
    .sort((left, right) => right.impact - left.impact)
    .slice(0, 3);
  return impacts.map(({ name, impact }) => {
    const [UsageType = '', Region = '', LinkedAccount = ''] = JSON.parse(name) as readonly string[];
    const LinkedAccountName = ledger.accounts.find(({ id }) => id === LinkedAccount)?.name ?? LinkedAccount;
    const Contribution = Number(impact.toFixed(2));
    return { Service: run.service, Region, LinkedAccount, LinkedAccountName, UsageType, Impact: { Contribution } };
  });
}

function toAnomaly(
  ledger: Ledger,
  run: Run,
): { readonly end: string; readonly impact: number; readonly value: object } {
  const actual = run.days.reduce((sum, day) => sum + day.actual, 0);
  const usual = run.days.reduce((sum, day) => sum + day.usual, 0);
  const largest = Math.max(...run.days.map((day) => day.actual - day.usual));
  const [start = '', end = ''] = [run.days[0]?.day, run.days.at(-1)?.day];
  const score = Number(Math.min(0.99, 1 - usual / Math.max(actual, 1)).toFixed(2));
  const round = (value: number): number => Number(value.toFixed(2));
  return {
    end,
    impact: actual - usual,
    value: {
      AnomalyId: idOf(ledger.payer, run.service, start),
      AnomalyStartDate: `${start}T00:00:00Z`,
      AnomalyEndDate: `${end}T00:00:00Z`,
      DimensionValue: run.service,
      RootCauses: rootCauses(ledger, run),
      AnomalyScore: { MaxScore: score, CurrentScore: score },
      Impact: {
        MaxImpact: round(largest),
        TotalImpact: round(actual - usual),
        TotalActualSpend: round(actual),
        TotalExpectedSpend: round(usual),
        ...(usual === 0 ? {} : { TotalImpactPercentage: round((100 * (actual - usual)) / usual) }),
      },
      MonitorArn: monitorArn(ledger),
    },
  };
}

function passes(impact: number, filter: CostRequest['TotalImpact']): boolean {
  const [start, end] = [filter?.StartValue ?? 0, filter?.EndValue ?? 0];
  switch (filter?.NumericOperator) {
    case undefined:
      return true;
    case 'EQUAL':
      return impact === start;
    case 'GREATER_THAN':
      return impact > start;
    case 'GREATER_THAN_OR_EQUAL':
      return impact >= start;
    case 'LESS_THAN':
      return impact < start;
    case 'LESS_THAN_OR_EQUAL':
      return impact <= start;
    case 'BETWEEN':
      return impact >= start && impact <= end;
    default:
      throw invalid('NumericOperator is invalid.');
  }
}

/**
 * GetAnomalies: computed from the usage of each service. Simple on purpose, and as the real one blind to what a
 * recurrence or a saving explains.
 */
export function anomalies(ledger: Ledger, request: CostRequest): object {
  const first = request.DateInterval?.StartDate;
  if (first === undefined) throw invalid('DateInterval cannot be null.');
  const last = request.DateInterval?.EndDate ?? ledger.now.slice(0, 10);
  if (first > last) throw invalid('Start date should be before end date.');
  assertMonitor(ledger, request.MonitorArn);
  const window = daysBetween(addDays(ledger.items[0]?.date ?? last, 28), addDays(lastCompleteDay(ledger.now), 1));
  const found = [...usageByDay(ledger, ({ key }) => key.service)]
    .flatMap(([service, costs]) => runsOf(service, costs, window))
    .map((run) => toAnomaly(ledger, run))
    .filter(({ end, impact }) => end >= first && end <= last && passes(impact, request.TotalImpact));
  const page = pageOf(
    found.map(({ value }) => value),
    request,
    request.MaxResults ?? 100,
  );
  return { Anomalies: page.items, ...(page.next === undefined ? {} : { NextPageToken: page.next }) };
}

function assertMonitor(ledger: Ledger, arn: string | undefined): void {
  if (arn !== undefined && arn !== monitorArn(ledger)) {
    throw new WireFault('UnknownMonitorException', `Cannot find monitor with ARN ${arn}`);
  }
}

/** GetAnomalyMonitors: the one over services that every account has. */
export function anomalyMonitors(ledger: Ledger, request: CostRequest): object {
  for (const arn of request.MonitorArnList ?? []) assertMonitor(ledger, arn);
  const created = `${ledger.items[0]?.date ?? ledger.now.slice(0, 10)}T00:00:00Z`;
  return {
    AnomalyMonitors: [
      {
        MonitorArn: monitorArn(ledger),
        MonitorName: 'Default-Services-Monitor',
        CreationDate: created,
        LastUpdatedDate: created,
        LastEvaluatedDate: ledger.now,
        MonitorType: 'DIMENSIONAL',
        MonitorDimension: 'SERVICE',
        DimensionalValueCount: new Set(ledger.items.map(({ key }) => key.service)).size,
      },
    ],
  };
}

/** GetAnomalySubscriptions: none. */
export function anomalySubscriptions(): object {
  return { AnomalySubscriptions: [] };
}
