import type { Ledger, LineKey } from '../ledger/ledger.ts';
import { dimensionOf, instanceTypeOf } from '../query/dimension.ts';
import { compileFilter } from '../query/filter.ts';
import { checkRange, dailyPeriods, monthlyPeriods, type Period, type Range } from '../query/period.ts';
import { decimal, percent, type TotalsQuestion, totalOf, totalsBy } from '../query/totals.ts';
import { invalid, WireFault } from '../wire/fault.ts';
import { pageOf } from '../wire/page.ts';
import { type CostRequest, member } from '../wire/request.ts';

/** Whether usage is of a kind that a Compute Savings Plan covers. */
export function isEligible(key: LineKey): boolean {
  return instanceTypeOf(key.usageType) !== '' && key.service.includes('Compute')
    ? !/SpotUsage/.test(key.usageType)
    : /Fargate|Lambda-GB-Second/.test(key.usageType);
}

/** Periods of an operation that allows days, months, or (ungrouped by time) the whole range as one. */
export function coveragePeriods(request: CostRequest, ledger: Ledger, whole: boolean): readonly Period[] {
  const range: Range = checkRange(request.TimePeriod, ledger.now);
  if (range.end > ledger.now.slice(0, 10)) throw invalid('end date past the beginning of next month');
  if (whole) return [{ ...range, fromDay: range.start, toDay: range.end, estimated: false }];
  const granularity = member(request.Granularity ?? 'MONTHLY', ['DAILY', 'MONTHLY'], 'granularity');
  return granularity === 'DAILY' ? dailyPeriods(range, ledger.now) : monthlyPeriods(range, ledger.now);
}

function labelOf(request: CostRequest, ledger: Ledger): (key: LineKey) => string {
  const definitions = request.GroupBy ?? [];
  const dimension = (name: string, key: LineKey): string =>
    dimensionOf(name === 'INSTANCE_FAMILY' ? 'INSTANCE_TYPE_FAMILY' : name, key, ledger);
  return (key) => JSON.stringify(Object.fromEntries(definitions.map(({ Key = '' }) => [Key, dimension(Key, key)])));
}

function coverageOf(ledger: Ledger, request: CostRequest, period: Period): readonly object[] {
  const filter = compileFilter(request.Filter, ledger);
  const label = labelOf(request, ledger);
  const question = (type: string): TotalsQuestion => ({
    test: (key) => key.recordType === type && isEligible(key) && filter(key),
    start: period.fromDay,
    end: period.toDay,
  });
  const covered = totalsBy(ledger, question('SavingsPlanCoveredUsage'), ({ key }) => label(key));
  const open = totalsBy(ledger, question('Usage'), ({ key }) => label(key));
  return [...new Set([...covered.keys(), ...open.keys()])].sort().map((name) => {
    const [spend, onDemand] = [covered.get(name) ?? 0, open.get(name) ?? 0];
    return {
      Attributes: JSON.parse(name) as object,
      Coverage: {
        SpendCoveredBySavingsPlans: decimal(spend),
        OnDemandCost: decimal(onDemand),
        TotalCost: decimal(spend + onDemand),
        CoveragePercentage: percent(spend, spend + onDemand),
      },
      TimePeriod: { Start: period.start, End: period.end },
    };
  });
}

/** GetSavingsPlansCoverage: of what a plan could cover, how much it did. */
export function savingsPlansCoverage(ledger: Ledger, request: CostRequest): object {
  const grouped = (request.GroupBy ?? []).length > 0;
  if (grouped && request.Granularity !== undefined) throw invalid('Granularity cannot be set if GroupBy is set.');
  const rows = coveragePeriods(request, ledger, grouped).flatMap((period) => coverageOf(ledger, request, period));
  const page = pageOf(rows, request, request.MaxResults ?? 20);
  return { SavingsPlansCoverages: page.items, ...(page.next === undefined ? {} : { NextToken: page.next }) };
}

interface Use {
  readonly committed: number;
  readonly used: number;
  readonly onDemand: number;
  readonly upfront: number;
}

function useOf(ledger: Ledger, request: CostRequest, { fromDay, toDay }: Period): Use {
  const filter = compileFilter(request.Filter, ledger);
  const sum = (type: string, amortized: boolean): number =>
    totalOf(ledger, {
      test: (key) => key.recordType === type && filter(key),
      start: fromDay,
      end: toDay,
      read: (item) => (amortized ? (item.amortized ?? item.unblended) : item.unblended),
    });
  const used = sum('SavingsPlanCoveredUsage', true);
  const recurring = sum('SavingsPlanRecurringFee', false);
  const upfront = sum('SavingsPlanUpfrontFee', true);
  return {
    committed: recurring + upfront,
    used: Math.min(used, recurring + upfront),
    onDemand: sum('SavingsPlanCoveredUsage', false),
    upfront,
  };
}

function aggregates({ committed, used, onDemand, upfront }: Use): object {
  return {
    Utilization: {
      TotalCommitment: decimal(committed),
      UsedCommitment: decimal(used),
      UnusedCommitment: decimal(committed - used),
      UtilizationPercentage: percent(used, committed),
    },
    Savings: { NetSavings: decimal(onDemand - committed), OnDemandCostEquivalent: decimal(onDemand) },
    AmortizedCommitment: {
      AmortizedRecurringCommitment: decimal(committed - upfront),
      AmortizedUpfrontCommitment: decimal(upfront),
      TotalAmortizedCommitment: decimal(committed),
    },
  };
}

/**
 * GetSavingsPlansUtilization: of what was committed, how much was used.
 * @throws WireFault `DataUnavailableException` when there is no plan.
 */
export function savingsPlansUtilization(ledger: Ledger, request: CostRequest): object {
  const periods = coveragePeriods(request, ledger, false);
  const uses = periods.map((period) => ({ period, use: useOf(ledger, request, period) }));
  const sum = (read: (use: Use) => number): number => uses.reduce((total, { use }) => total + read(use), 0);
  const total: Use = {
    committed: sum((use) => use.committed),
    used: sum((use) => use.used),
    onDemand: sum((use) => use.onDemand),
    upfront: sum((use) => use.upfront),
  };
  if (total.committed === 0 && ledger.savingsPlans.length === 0) {
    throw new WireFault('DataUnavailableException', 'No Savings Plans utilization data is available for the period.');
  }
  return {
    SavingsPlansUtilizationsByTime: uses.map(({ period, use }) => ({
      TimePeriod: { Start: period.start, End: period.end },
      ...aggregates(use),
    })),
    Total: aggregates(total),
  };
}
