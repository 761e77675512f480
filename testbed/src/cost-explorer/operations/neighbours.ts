import { daysBetween, firstOfMonth } from '../ledger/day.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { compileFilter } from '../query/filter.ts';
import { decimal, totalOf } from '../query/totals.ts';
import { pageOf } from '../wire/page.ts';

/** How budgets name the dimensions that they filter by. */
const filterNames: Readonly<Record<string, string>> = {
  Service: 'SERVICE',
  LinkedAccount: 'LINKED_ACCOUNT',
  Region: 'REGION',
  UsageType: 'USAGE_TYPE',
};

function spent(ledger: Ledger, budget: Ledger['budgets'][number]): { actual: number; forecast: number } {
  const today = ledger.now.slice(0, 10);
  const start = budget.timeUnit === 'MONTHLY' ? firstOfMonth(today) : today;
  const end = budget.timeUnit === 'MONTHLY' ? firstOfMonth(today, 1) : today;
  const tests = Object.entries(budget.filters ?? {}).map(([name, values]) =>
    compileFilter({ Dimensions: { Key: filterNames[name] ?? name, Values: values } }, ledger),
  );
  const actual = totalOf(ledger, { test: (key) => tests.every((test) => test(key)), start, end: '9999-12-31' });
  const passed = Math.max(1, daysBetween(start, today).length);
  const days = Math.max(passed, daysBetween(start, end).length);
  return { actual, forecast: (actual / passed) * days };
}

/** Budgets' DescribeBudgets; times in seconds, as its protocol has them. */
export function describeBudgets(ledger: Ledger, request: { readonly MaxResults?: number }): object {
  const epoch = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;
  const all = ledger.budgets.map((budget) => {
    const { actual, forecast } = spent(ledger, budget);
    const money = (amount: number): object => ({ Amount: decimal(amount), Unit: ledger.currency });
    return {
      BudgetName: budget.name,
      BudgetLimit: money(budget.limit),
      CostFilters: budget.filters ?? {},
      TimeUnit: budget.timeUnit,
      TimePeriod: { Start: epoch(firstOfMonth(ledger.now.slice(0, 10))), End: 3_706_473_600 },
      CalculatedSpend: { ActualSpend: money(actual), ForecastedSpend: money(forecast) },
      BudgetType: 'COST',
      LastUpdatedTime: Math.floor(Date.parse(ledger.now) / 1000),
    };
  });
  const page = pageOf(all, request, request.MaxResults ?? 100);
  return { Budgets: page.items, ...(page.next === undefined ? {} : { NextToken: page.next }) };
}

/** SavingsPlans' DescribeSavingsPlans, by state and id. */
export function describeSavingsPlans(
  ledger: Ledger,
  request: {
    readonly states?: readonly string[];
    readonly savingsPlanIds?: readonly string[];
    readonly maxResults?: number;
  },
): object {
  const all = ledger.savingsPlans
    .filter(({ state }) => request.states === undefined || request.states.includes(state))
    .filter(({ id }) => request.savingsPlanIds === undefined || request.savingsPlanIds.includes(id))
    .map((plan) => ({
      savingsPlanId: plan.id,
      savingsPlanArn: `arn:aws:savingsplans::${plan.account}:savingsplan/${plan.id}`,
      start: plan.start.replace('.000Z', 'Z'),
      end: plan.end,
      state: plan.state,
      savingsPlanType: plan.type,
      paymentOption: 'No Upfront',
      productTypes: plan.type === 'Compute' ? ['EC2', 'Fargate', 'Lambda'] : ['EC2'],
      currency: ledger.currency,
      commitment: decimal(plan.commitment),
      recurringPaymentAmount: decimal(plan.commitment),
      upfrontPaymentAmount: '0',
      termDurationInSeconds: (Date.parse(plan.end) - Date.parse(plan.start)) / 1000,
      tags: {},
    }));
  const page = pageOf(all, lowerToken(request), request.maxResults ?? 100);
  return { savingsPlans: page.items, ...(page.next === undefined ? {} : { nextToken: page.next }) };
}

/** This service writes `nextToken`. */
function lowerToken(request: object): object {
  const { nextToken, ...rest } = request as { readonly nextToken?: string };
  return nextToken === undefined ? rest : { ...rest, NextToken: nextToken };
}
