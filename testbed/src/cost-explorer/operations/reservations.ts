import { daysBetween } from '../ledger/day.ts';
import type { Ledger, LineKey } from '../ledger/ledger.ts';
import { dimensionOf, instanceTypeOf } from '../query/dimension.ts';
import { compileFilter } from '../query/filter.ts';
import type { Period } from '../query/period.ts';
import { decimal, percent, totalOf, totalsBy } from '../query/totals.ts';
import { invalid, WireFault } from '../wire/fault.ts';
import { pageOf } from '../wire/page.ts';
import type { CostRequest, Expression } from '../wire/request.ts';
import { coveragePeriods } from './savings-plans.ts';

const defaultService = 'Amazon Elastic Compute Cloud - Compute';

function namesService(filter: Expression | undefined): boolean {
  return (
    filter?.Dimensions?.Key === 'SERVICE' ||
    [...(filter?.And ?? []), ...(filter?.Or ?? [])].some((inner) => namesService(inner))
  );
}

/** The lines in question: instances of one service, EC2 unless the filter names one. */
function testOf(ledger: Ledger, request: CostRequest): (key: LineKey) => boolean {
  const filter = compileFilter(request.Filter, ledger);
  const anyService = namesService(request.Filter);
  return (key) => instanceTypeOf(key.usageType) !== '' && (anyService || key.service === defaultService) && filter(key);
}

interface Hours {
  readonly onDemand: number;
  readonly reserved: number;
  readonly cost: number;
}

function coverage({ onDemand, reserved, cost }: Hours): object {
  return {
    CoverageHours: {
      OnDemandHours: decimal(onDemand),
      ReservedHours: decimal(reserved),
      TotalRunningHours: decimal(onDemand + reserved),
      CoverageHoursPercentage: percent(reserved, onDemand + reserved),
    },
    CoverageCost: { OnDemandCost: decimal(cost) },
  };
}

function hoursBy(
  ledger: Ledger,
  request: CostRequest,
  period: Period,
  label: (key: LineKey) => string,
): ReadonlyMap<string, Hours> {
  const test = testOf(ledger, request);
  const range = { start: period.fromDay, end: period.toDay };
  const question = (type: string) => ({ ...range, test: (key: LineKey) => key.recordType === type && test(key) });
  const open = totalsBy(ledger, { ...question('Usage'), read: (item) => item.usage }, ({ key }) => label(key));
  const costs = totalsBy(ledger, question('Usage'), ({ key }) => label(key));
  const reserved = totalsBy(ledger, { ...question('DiscountedUsage'), read: (item) => item.usage }, ({ key }) =>
    label(key),
  );
  const names = [...new Set([...open.keys(), ...reserved.keys()])].sort();
  return new Map(
    names.map((name) => [
      name,
      { onDemand: open.get(name) ?? 0, reserved: reserved.get(name) ?? 0, cost: costs.get(name) ?? 0 },
    ]),
  );
}

const none: Hours = { onDemand: 0, reserved: 0, cost: 0 };

/** GetReservationCoverage, in hours: of what ran, how much was reserved. */
export function reservationCoverage(ledger: Ledger, request: CostRequest): object {
  const grouped = (request.GroupBy ?? []).length > 0;
  if (grouped && request.Granularity !== undefined) throw invalid('Granularity cannot be set if GroupBy is set.');
  const periods = coveragePeriods(request, ledger, grouped);
  const attributes = (key: LineKey): string =>
    JSON.stringify(
      Object.fromEntries(
        (request.GroupBy ?? []).map(({ Key = '' }) => [attributeName(Key), dimensionOf(Key, key, ledger)]),
      ),
    );
  const rows = periods.map((period) => ({
    TimePeriod: { Start: period.start, End: period.end },
    Groups: grouped
      ? [...hoursBy(ledger, request, period, attributes)].map(([name, hours]) => ({
          Attributes: JSON.parse(name) as object,
          Coverage: coverage(hours),
        }))
      : [],
    Total: coverage(hoursBy(ledger, request, period, () => '').get('') ?? none),
  }));
  const page = pageOf(rows, request, request.MaxResults ?? 100);
  const [first, last] = [periods[0], periods.at(-1)];
  const all =
    first === undefined || last === undefined
      ? none
      : hoursBy(ledger, request, { ...first, toDay: last.toDay }, () => '').get('');
  return {
    CoveragesByTime: page.items,
    Total: coverage(all ?? none),
    ...(page.next === undefined ? {} : { NextPageToken: page.next }),
  };
}

/** `instanceType` for `INSTANCE_TYPE`: how attributes are named in answers. */
function attributeName(dimension: string): string {
  return dimension.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function purchasedHours(ledger: Ledger, { fromDay, toDay }: Period): number {
  return daysBetween(fromDay, toDay).reduce((sum, day) => {
    const active = ledger.reservations.filter(({ start, end }) => start.slice(0, 10) <= day && day < end.slice(0, 10));
    return sum + active.reduce((count, reservation) => count + 24 * reservation.count, 0);
  }, 0);
}

function utilization(ledger: Ledger, request: CostRequest, period: Period): object {
  const test = testOf(ledger, request);
  const range = { start: period.fromDay, end: period.toDay };
  const used = { ...range, test: (key: LineKey) => key.recordType === 'DiscountedUsage' && test(key) };
  const purchased = purchasedHours(ledger, period);
  const actual = Math.min(purchased, totalOf(ledger, { ...used, read: (item) => item.usage }));
  const fees = totalOf(ledger, {
    ...range,
    test: ({ recordType }) => recordType === 'RIFee' || recordType === 'Recurring',
  });
  return {
    UtilizationPercentage: percent(actual, purchased),
    PurchasedHours: decimal(purchased),
    TotalActualHours: decimal(actual),
    UnusedHours: decimal(purchased - actual),
    AmortizedRecurringFee: decimal(fees),
    AmortizedUpfrontFee: '0',
    TotalAmortizedFee: decimal(fees),
    RICostForUnusedHours: decimal(purchased === 0 ? 0 : (fees * (purchased - actual)) / purchased),
  };
}

/**
 * GetReservationUtilization: of the hours that were bought, how many ran.
 * @throws WireFault `DataUnavailableException` when nothing is reserved.
 */
export function reservationUtilization(ledger: Ledger, request: CostRequest): object {
  if (ledger.reservations.length === 0) {
    throw new WireFault('DataUnavailableException', 'No reservation utilization data is available for the period.');
  }
  const periods = coveragePeriods({ ...request, Granularity: request.Granularity ?? 'DAILY' }, ledger, false);
  const [first, last] = [periods[0], periods.at(-1)];
  const page = pageOf(
    periods.map((period) => ({
      TimePeriod: { Start: period.start, End: period.end },
      Groups: [],
      Total: utilization(ledger, request, period),
    })),
    request,
    request.MaxResults ?? 100,
  );
  return {
    UtilizationsByTime: page.items,
    ...(first === undefined || last === undefined
      ? {}
      : { Total: utilization(ledger, request, { ...first, toDay: last.toDay }) }),
    ...(page.next === undefined ? {} : { NextPageToken: page.next }),
  };
}
