import type { Ledger } from '../ledger/ledger.ts';
import { anomalies, anomalyMonitors, anomalySubscriptions } from '../operations/anomalies.ts';
import { comparisonDrivers, comparisons } from '../operations/comparisons.ts';
import { costForecast, usageForecast } from '../operations/forecast.ts';
import { describeBudgets, describeSavingsPlans } from '../operations/neighbours.ts';
import { reservationRecommendation, savingsPlansRecommendation } from '../operations/recommendations.ts';
import { reservationCoverage, reservationUtilization } from '../operations/reservations.ts';
import { savingsPlansCoverage, savingsPlansUtilization } from '../operations/savings-plans.ts';
import { costCategories, dimensionValues, tags } from '../operations/values.ts';
import { ledgerToCostAndUsage, ledgerToCostAndUsageWithResources, type PageOptions } from '../query/cost-and-usage.ts';
import type { CostRequest } from './request.ts';

/** Answers one operation from a ledger; throws a WireFault for what the service would refuse. */
export type Operation = (ledger: Ledger, request: CostRequest, options: PageOptions) => object;

/** What a call names: the service as permissions name it, and the operation. */
export interface CallName {
  readonly service: 'ce' | 'budgets' | 'savingsplans';
  readonly operation: string;
}

const costExplorer: Readonly<Record<string, Operation>> = {
  GetCostAndUsage: ledgerToCostAndUsage,
  GetCostAndUsageWithResources: ledgerToCostAndUsageWithResources,
  GetCostForecast: costForecast,
  GetUsageForecast: usageForecast,
  GetDimensionValues: dimensionValues,
  GetTags: tags,
  GetCostCategories: costCategories,
  GetAnomalies: anomalies,
  GetAnomalyMonitors: anomalyMonitors,
  GetAnomalySubscriptions: anomalySubscriptions,
  GetSavingsPlansCoverage: savingsPlansCoverage,
  GetSavingsPlansUtilization: savingsPlansUtilization,
  GetReservationCoverage: reservationCoverage,
  GetReservationUtilization: reservationUtilization,
  GetSavingsPlansPurchaseRecommendation: savingsPlansRecommendation,
  GetReservationPurchaseRecommendation: reservationRecommendation,
  GetCostAndUsageComparisons: comparisons,
  GetCostComparisonDrivers: comparisonDrivers,
};

const services: Readonly<Record<CallName['service'], Readonly<Record<string, Operation>>>> = {
  ce: costExplorer,
  budgets: { DescribeBudgets: (ledger, request) => describeBudgets(ledger, request) },
  savingsplans: { DescribeSavingsPlans: (ledger, request) => describeSavingsPlans(ledger, request as object) },
};

const targets: Readonly<Record<string, CallName['service']>> = {
  AWSInsightsIndexService: 'ce',
  AWSBudgetServiceGateway: 'budgets',
};

/** What an HTTP request calls: by `x-amz-target`, or by path for the service that has none. Null when neither fits. */
export function callNameOf(target: string | undefined, path: string): CallName | null {
  const [prefix = '', operation = ''] = (target ?? '').split('.');
  const service = targets[prefix];
  if (service !== undefined) return { service, operation };
  return path === '/DescribeSavingsPlans' ? { service: 'savingsplans', operation: 'DescribeSavingsPlans' } : null;
}

/** The operation of a name, if the double has it. */
export function findOperation({ service, operation }: CallName): Operation | undefined {
  return Object.hasOwn(services[service], operation) ? services[service][operation] : undefined;
}
