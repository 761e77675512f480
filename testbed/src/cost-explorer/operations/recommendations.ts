import { addDays, daysBetween, lastCompleteDay } from '../ledger/day.ts';
import type { Ledger, LineKey } from '../ledger/ledger.ts';
import { instanceTypeOf } from '../query/dimension.ts';
import { decimal, totalsBy } from '../query/totals.ts';
import { type CostRequest, member } from '../wire/request.ts';
import { isEligible } from './savings-plans.ts';

/** What a plan or a reservation takes off on-demand prices, by term; a fixed assumption of this double. */
const discounts: Readonly<Record<string, number>> = { ONE_YEAR: 0.28, THREE_YEARS: 0.46 };
const lookbacks: Readonly<Record<string, number>> = { SEVEN_DAYS: 7, THIRTY_DAYS: 30, SIXTY_DAYS: 60 };
const hoursPerMonth = 730;

function dailyCosts(ledger: Ledger, days: number, test: (key: LineKey) => boolean): readonly number[] {
  const end = addDays(lastCompleteDay(ledger.now), 1);
  const start = addDays(end, -days);
  const costs = totalsBy(ledger, { test, start, end }, ({ date }) => date);
  return daysBetween(start, end).map((day) => costs.get(day) ?? 0);
}

function termsOf(request: CostRequest): { term: string; lookback: string; days: number; discount: number } {
  const term = member(request.TermInYears ?? 'ONE_YEAR', Object.keys(discounts), 'termInYears');
  const lookback = member(
    request.LookbackPeriodInDays ?? 'THIRTY_DAYS',
    Object.keys(lookbacks),
    'lookbackPeriodInDays',
  );
  return { term, lookback, days: lookbacks[lookback] ?? 30, discount: discounts[term] ?? 0 };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** GetSavingsPlansPurchaseRecommendation: commits to the cheapest day of the look-back, so nothing is left unused. */
export function savingsPlansRecommendation(ledger: Ledger, request: CostRequest): object {
  const type = member(
    request.SavingsPlansType,
    ['COMPUTE_SP', 'EC2_INSTANCE_SP', 'SAGEMAKER_SP', 'DATABASE_SP'],
    'savingsPlansType',
  );
  const payment = member(request.PaymentOption, ['NO_UPFRONT', 'PARTIAL_UPFRONT', 'ALL_UPFRONT'], 'paymentOption');
  const { term, lookback, days, discount } = termsOf(request);
  const isOpen = (key: LineKey): boolean => type === 'COMPUTE_SP' && key.recordType === 'Usage' && isEligible(key);
  const costs = dailyCosts(ledger, days, isOpen);
  const least = Math.min(...costs);
  const commitment = Number(((least / 24) * (1 - discount)).toFixed(3));
  const saved = (least / 24) * discount * hoursPerMonth;
  const common = {
    CurrencyCode: ledger.currency,
    EstimatedMonthlySavingsAmount: decimal(saved),
    EstimatedSavingsAmount: decimal(least * discount * days),
    EstimatedSavingsPercentage: decimal(sumOf(costs) === 0 ? 0 : (100 * least * discount * days) / sumOf(costs)),
    HourlyCommitmentToPurchase: decimal(commitment),
    EstimatedROI: decimal((100 * discount) / (1 - discount)),
  };
  const detail = {
    ...common,
    AccountId: ledger.payer,
    UpfrontCost: payment === 'ALL_UPFRONT' ? decimal(commitment * 8760 * (term === 'ONE_YEAR' ? 1 : 3)) : '0',
    EstimatedSPCost: decimal(commitment * 24 * days),
    EstimatedOnDemandCost: decimal(sumOf(costs) - least * days),
    EstimatedOnDemandCostWithCurrentCommitment: decimal(sumOf(costs)),
    EstimatedAverageUtilization: '100',
    CurrentMinimumHourlyOnDemandSpend: decimal(least / 24),
    CurrentMaximumHourlyOnDemandSpend: decimal(Math.max(...costs) / 24),
    CurrentAverageHourlyOnDemandSpend: decimal(sumOf(costs) / days / 24),
  };
  return {
    Metadata: { GenerationTimestamp: ledger.now },
    SavingsPlansPurchaseRecommendation: {
      AccountScope: request.AccountScope ?? 'PAYER',
      SavingsPlansType: type,
      TermInYears: term,
      PaymentOption: payment,
      LookbackPeriodInDays: lookback,
      SavingsPlansPurchaseRecommendationDetails: least > 0 ? [detail] : [],
      ...(least > 0
        ? {
            SavingsPlansPurchaseRecommendationSummary: {
              ...common,
              CurrentOnDemandSpend: decimal(sumOf(costs)),
              TotalRecommendationCount: '1',
            },
          }
        : {}),
    },
  };
}

/** How an instance is described, by service: each has a member of its own. */
function instanceDetails(kind: LineKey): object {
  const type = instanceTypeOf(kind.usageType);
  const common = {
    Family: type.replace(/\.[^.]*$/, ''),
    InstanceType: type,
    Region: kind.region,
    CurrentGeneration: true,
  };
  if (kind.service.includes('Relational')) {
    return {
      RDSInstanceDetails: {
        ...common,
        DatabaseEngine: 'PostgreSQL',
        DeploymentOption: 'Single-AZ',
        SizeFlexEligible: true,
      },
    };
  }
  if (kind.service.includes('ElastiCache')) {
    const { InstanceType: NodeType, ...rest } = common;
    return { ElastiCacheInstanceDetails: { ...rest, NodeType, ProductDescription: 'Redis' } };
  }
  return { EC2InstanceDetails: { ...common, Platform: 'Linux/UNIX', Tenancy: 'Shared', SizeFlexEligible: true } };
}

/** GetReservationPurchaseRecommendation: for each instance type what ran all the time in the look-back. */
export function reservationRecommendation(ledger: Ledger, request: CostRequest): object {
  const { term, lookback, days, discount } = termsOf(request);
  const service = request.Service ?? '';
  const isOpen = (key: LineKey): boolean =>
    key.service === service && key.recordType === 'Usage' && instanceTypeOf(key.usageType) !== '';
  const kinds = new Map<string, LineKey>();
  for (const { key } of ledger.items) if (isOpen(key)) kinds.set(`${key.region} ${instanceTypeOf(key.usageType)}`, key);
  const details = [...kinds]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, kind]) => {
      const costs = dailyCosts(
        ledger,
        days,
        (key) => isOpen(key) && key.usageType === kind.usageType && key.region === kind.region,
      );
      const least = Math.min(...costs);
      return least <= 0 ? [] : [{ kind, least, saved: (least / 24) * discount * hoursPerMonth }];
    });
  const total = sumOf(details.map(({ saved }) => saved));
  return {
    Metadata: { GenerationTimestamp: ledger.now },
    Recommendations:
      details.length === 0
        ? []
        : [
            {
              AccountScope: request.AccountScope ?? 'PAYER',
              LookbackPeriodInDays: lookback,
              TermInYears: term,
              PaymentOption: request.PaymentOption ?? 'NO_UPFRONT',
              RecommendationDetails: details.map(({ kind, least, saved }) => ({
                AccountId: kind.account,
                InstanceDetails: instanceDetails(kind),
                AverageUtilization: '100',
                CurrencyCode: ledger.currency,
                EstimatedMonthlySavingsAmount: decimal(saved),
                EstimatedMonthlySavingsPercentage: decimal(100 * discount),
                EstimatedMonthlyOnDemandCost: decimal((least / 24) * hoursPerMonth),
                UpfrontCost: '0',
                RecurringStandardMonthlyCost: decimal((least / 24) * (1 - discount) * hoursPerMonth),
              })),
              RecommendationSummary: {
                TotalEstimatedMonthlySavingsAmount: decimal(total),
                TotalEstimatedMonthlySavingsPercentage: decimal(100 * discount),
                CurrencyCode: ledger.currency,
              },
            },
          ],
  };
}
