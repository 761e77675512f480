import { formatUnits } from '../ledger/amount.ts';
import { firstOfMonth } from '../ledger/day.ts';
import type { Ledger, LineItem, LineKey, RecordType } from '../ledger/ledger.ts';
import { compileFilter } from '../query/filter.ts';
import { compileGroups } from '../query/group.ts';
import { metricName } from '../query/metric.ts';
import { checkRange } from '../query/period.ts';
import { invalid } from '../wire/fault.ts';
import { pageOf } from '../wire/page.ts';
import type { CostRequest, GroupDefinition } from '../wire/request.ts';

/** Baseline and comparison, in units. */
interface Pair {
  baseline: bigint;
  comparison: bigint;
}

const drivers: Readonly<Partial<Record<RecordType, string>>> = {
  Tax: 'TAX',
  Support: 'SUPPORT_FEE',
  Credit: 'CREDIT',
  Refund: 'REFUND',
  DiscountedUsage: 'RESERVATION_USAGE',
  RIFee: 'RECURRING_RESERVATION_FEE',
  Recurring: 'RECURRING_RESERVATION_FEE',
  Upfront: 'UPFRONT_RESERVATION_FEE',
  Fee: 'OUT_OF_CYCLE_CHARGE',
  SavingsPlanCoveredUsage: 'SAVINGS_PLAN_USAGE',
  SavingsPlanNegation: 'SAVINGS_PLAN_USAGE',
  SavingsPlanRecurringFee: 'SAVINGS_PLAN_RECURRING_FEE',
};

function checkMonth(period: CostRequest['TimePeriod'], name: string, now: string): { start: string; end: string } {
  const range = checkRange(period, now);
  if (range.start !== firstOfMonth(range.start) || range.end !== firstOfMonth(range.start, 1)) {
    throw invalid(`${name} must start and end on the first day of a month, with a duration of exactly one month.`);
  }
  return range;
}

function readOf(metric: string): (item: LineItem) => number {
  if (metric === 'UsageQuantity') return (item) => item.usage;
  if (metric === 'AmortizedCost') return (item) => item.amortized ?? item.unblended;
  if (metric === 'NetAmortizedCost') return (item) => item.netAmortized ?? item.amortized ?? item.unblended;
  return metric === 'NetUnblendedCost' ? (item) => item.netUnblended ?? item.unblended : (item) => item.unblended;
}

function pairs(ledger: Ledger, request: CostRequest, label: (key: LineKey) => string): ReadonlyMap<string, Pair> {
  const baseline = checkMonth(request.BaselineTimePeriod, 'BaselineTimePeriod', ledger.now);
  const comparison = checkMonth(request.ComparisonTimePeriod, 'ComparisonTimePeriod', ledger.now);
  const read = readOf(metricName(request.MetricForComparison ?? ''));
  const test = compileFilter(request.Filter, ledger);
  const sums = new Map<string, Pair>();
  for (const item of ledger.items) {
    const isBaseline = item.date >= baseline.start && item.date < baseline.end;
    const isComparison = item.date >= comparison.start && item.date < comparison.end;
    if (!(isBaseline || isComparison) || !test(item.key)) continue;
    const name = label(item.key);
    const pair = sums.get(name) ?? { baseline: 0n, comparison: 0n };
    if (isBaseline) pair.baseline += BigInt(read(item));
    if (isComparison) pair.comparison += BigInt(read(item));
    sums.set(name, pair);
  }
  const size = ({ baseline: before, comparison: after }: Pair): bigint =>
    after > before ? after - before : before - after;
  return new Map(
    [...sums].sort(([left, one], [right, two]) =>
      size(one) === size(two) ? (left < right ? -1 : 1) : size(two) > size(one) ? 1 : -1,
    ),
  );
}

function metricsOf(ledger: Ledger, request: CostRequest, { baseline, comparison }: Pair): object {
  const name = metricName(request.MetricForComparison ?? '');
  return {
    [name]: {
      BaselineTimePeriodAmount: formatUnits(baseline),
      ComparisonTimePeriodAmount: formatUnits(comparison),
      Difference: formatUnits(comparison - baseline),
      Unit: name === 'UsageQuantity' ? 'N/A' : ledger.currency,
    },
  };
}

/** The expression that selects a group's lines. */
function selector(definitions: readonly GroupDefinition[], keys: readonly string[]): object {
  const parts = definitions.map(({ Type, Key = '' }, index) => {
    const text = keys[index] ?? '';
    const value = Type === 'DIMENSION' ? text : text.slice(Key.length + 1);
    const leaf = { Key, Values: [value], MatchOptions: ['EQUALS'] };
    return Type === 'TAG' ? { Tags: leaf } : Type === 'COST_CATEGORY' ? { CostCategories: leaf } : { Dimensions: leaf };
  });
  return parts.length === 1 ? (parts[0] ?? {}) : { And: parts };
}

const parse = (name: string): readonly string[] => JSON.parse(name) as readonly string[];

/**
 * GetCostAndUsageComparisons: one calendar month against another, largest change first.
 * @throws WireFault `ValidationException` for periods that are no whole months.
 */
export function comparisons(ledger: Ledger, request: CostRequest): object {
  const definitions = request.GroupBy ?? [];
  const keysOf = compileGroups(definitions, ledger);
  const groups =
    definitions.length === 0 ? new Map<string, Pair>() : pairs(ledger, request, (key) => JSON.stringify(keysOf(key)));
  const total = pairs(ledger, request, () => '').get('') ?? { baseline: 0n, comparison: 0n };
  const rows = [...groups].map(([name, pair]) => ({
    CostAndUsageSelector: selector(definitions, parse(name)),
    Metrics: metricsOf(ledger, request, pair),
  }));
  const page = pageOf(rows, request, request.MaxResults ?? 10);
  return {
    CostAndUsageComparisons: page.items,
    TotalCostAndUsage: metricsOf(ledger, request, total),
    ...(page.next === undefined ? {} : { NextPageToken: page.next }),
  };
}

/** GetCostComparisonDrivers: for each service (or group asked for) and usage type, what made the difference. */
export function comparisonDrivers(ledger: Ledger, request: CostRequest): object {
  const definitions =
    (request.GroupBy ?? []).length > 0 ? (request.GroupBy ?? []) : [{ Type: 'DIMENSION', Key: 'SERVICE' }];
  const keysOf = compileGroups(definitions, ledger);
  const whole = pairs(ledger, request, (key) => JSON.stringify(keysOf(key)));
  const parts = pairs(ledger, request, (key) =>
    JSON.stringify([JSON.stringify(keysOf(key)), drivers[key.recordType] ?? 'USAGE_CHANGE', key.usageType]),
  );
  const rows = [...whole].map(([name, pair]) => ({
    CostSelector: selector(definitions, parse(name)),
    Metrics: metricsOf(ledger, request, pair),
    CostDrivers: [...parts].flatMap(([text, part]) => {
      const [owner, Type, Name] = parse(text);
      return owner === name ? [{ Type, Name, Metrics: metricsOf(ledger, request, part) }] : [];
    }),
  }));
  const page = pageOf(rows, request, request.MaxResults ?? 10);
  return { CostComparisonDrivers: page.items, ...(page.next === undefined ? {} : { NextPageToken: page.next }) };
}
