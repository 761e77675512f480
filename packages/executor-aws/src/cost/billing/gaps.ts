import type { NotChecked } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { fieldOf, listOf } from '../explorer/cost-table.ts';
import { type Bill, firstCost } from './bill.ts';
import type { CostInput } from './input.ts';
import { leastHistoryDays } from './judge/judge-bill.ts';

const meanings: Readonly<Record<string, readonly [what: string, needs: string]>> = {
  payer: ['the account that pays', 'organizations:DescribeOrganization'],
  places: ['accounts and regions with commitments', 'sts:GetCallerIdentity, ec2:DescribeRegions'],
  records: ['cost by record type and service', 'ce:GetCostAndUsage'],
  usage: ['cost by service and usage type', 'ce:GetCostAndUsage'],
  accounts: ['cost by account', 'ce:GetCostAndUsage'],
  regions: ['cost by region', 'ce:GetCostAndUsage'],
  suspects: ['what needs a closer look', ''],
  tags: ['cost by tag', 'ce:GetCostAndUsage'],
  forecast: ["AWS's own forecast", 'ce:GetCostForecast'],
  anomalies: ["AWS's own anomaly detection", 'ce:GetAnomalies'],
  budgets: ['budgets', 'budgets:ViewBudget'],
  savings_plans_coverage: ['coverage of Savings Plans', 'ce:GetSavingsPlansCoverage'],
  savings_plans_utilization: ['utilization of Savings Plans', 'ce:GetSavingsPlansUtilization'],
  reservation_coverage: ['coverage of reservations', 'ce:GetReservationCoverage'],
  reservation_utilization: ['utilization of reservations', 'ce:GetReservationUtilization'],
  reserved_instances: ['when reservations end', 'ec2:DescribeReservedInstances'],
  savings_plans: ['when Savings Plans end', 'savingsplans:DescribeSavingsPlans'],
  savings_plans_recommendation: ['recommended Savings Plans', 'ce:GetSavingsPlansPurchaseRecommendation'],
  reservation_recommendation: ['recommended reservations', 'ce:GetReservationPurchaseRecommendation'],
};

/** Everything that could not be looked at, and what would make it possible. */
export function readGaps(input: CostInput, bill: Bill | null): readonly NotChecked[] {
  return [...stepGaps(input), ...drillGaps(input), ...(bill === null ? [] : billGaps(bill))];
}

function stepGaps({ steps }: CostInput): readonly NotChecked[] {
  return Object.entries(meanings).flatMap(([step, [what, needs]]) => {
    const evidence = steps[step];
    if (evidence?.status !== 'unknown') return [];
    const why = printable(evidence.reason?.message ?? 'it could not be read');
    return [{ what, why, needs: evidence.reason?.needs ?? needs }];
  });
}

function drillGaps({ steps }: CostInput): readonly NotChecked[] {
  return listOf(fieldOf(steps.drills?.output, 'items')).flatMap((one) => {
    if (fieldOf(one, 'status') !== 'unknown') return [];
    const item = fieldOf(one, 'item');
    const parts = ['account', 'service', 'usage_type', 'record_type'].map((name) => fieldOf(item, name));
    const what = `a closer look at ${parts.filter((part) => typeof part === 'string').join(', ')}`;
    const why = printable(String(fieldOf(fieldOf(one, 'reason'), 'message') ?? 'it could not be read'));
    return [{ what: printable(what), why, needs: 'ce:GetCostAndUsage' }];
  });
}

function billGaps(bill: Bill): readonly NotChecked[] {
  const { lines, range } = bill;
  const gaps: NotChecked[] = [];
  const first = firstCost(bill);
  const days = first < 0 ? 0 : range.length - first;
  if (days < leastHistoryDays * 2) {
    const why = `there are ${days} complete days of cost; a habit shows after ${leastHistoryDays}`;
    gaps.push({ what: 'what is normal', why, needs: 'more days of history' });
  }
  const unclear = lines.filter(({ account, region }) => account === null || region === null).length;
  if (unclear > 0) {
    const why = `Cost Explorer groups by two things at once, and ${unclear} usage types occur in several`;
    gaps.push({
      what: 'account or region of some usage types',
      why,
      needs: 'the question limited to one account or service',
    });
  }
  return gaps;
}
