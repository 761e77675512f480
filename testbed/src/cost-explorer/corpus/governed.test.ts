import { describe, expect, it } from 'vitest';
import { describeBudgets, describeSavingsPlans } from '../operations/neighbours.ts';
import { reservationUtilization } from '../operations/reservations.ts';
import { savingsPlansCoverage, savingsPlansUtilization } from '../operations/savings-plans.ts';
import { ledgerToCostAndUsage } from '../query/cost-and-usage.ts';
import { governedCostCorpus } from './governed.ts';

const { ledger, expectations } = governedCostCorpus.build();
const TimePeriod = { Start: '2026-10-01', End: '2026-11-01' };

describe('the governed bill', () => {
  it('has no cause among its days', () => {
    expect(expectations).toEqual([]);
  });

  it('uses 60 % of its plans, which cover a part of compute', () => {
    const use = savingsPlansUtilization(ledger, { TimePeriod }) as { Total: { Utilization: object } };
    expect(use.Total.Utilization).toMatchObject({ TotalCommitment: '7440', UtilizationPercentage: '60' });
    const {
      SavingsPlansCoverages: [all],
    } = savingsPlansCoverage(ledger, { TimePeriod }) as {
      SavingsPlansCoverages: { Coverage: { CoveragePercentage: string } }[];
    };
    expect(Number(all?.Coverage.CoveragePercentage)).toBeGreaterThan(25);
    expect(Number(all?.Coverage.CoveragePercentage)).toBeLessThan(35);
  });

  it('runs half of what it reserved', () => {
    const use = reservationUtilization(ledger, { TimePeriod }) as { Total: { UtilizationPercentage: string } };
    expect(Number(use.Total.UtilizationPercentage)).toBeCloseTo(50, 3);
  });

  it('exceeds one budget of two, and has two active plans', () => {
    const { Budgets } = describeBudgets(ledger, {}) as {
      Budgets: { BudgetLimit: { Amount: string }; CalculatedSpend: { ForecastedSpend: { Amount: string } } }[];
    };
    const isOver = Budgets.map(
      ({ BudgetLimit, CalculatedSpend }) => Number(CalculatedSpend.ForecastedSpend.Amount) > Number(BudgetLimit.Amount),
    );
    expect(isOver).toEqual([true, false]);
    expect(describeSavingsPlans(ledger, { states: ['active'] })).toMatchObject({
      savingsPlans: [{ savingsPlanId: 'sp-ending', end: '2026-12-10T00:00:00Z' }, { savingsPlanId: 'sp-lasting' }],
    });
  });

  it('leaves a third or so of its spend without a team', () => {
    const answer = ledgerToCostAndUsage(ledger, {
      TimePeriod,
      Granularity: 'MONTHLY',
      Metrics: ['UnblendedCost'],
      GroupBy: [{ Type: 'TAG', Key: 'team' }],
      Filter: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage'] } },
    });
    const amounts = new Map(
      answer.ResultsByTime[0]?.Groups.map(({ Keys, Metrics }) => [Keys[0], Number(Metrics.UnblendedCost?.Amount)]),
    );
    const total = [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
    expect((amounts.get('team$') ?? 0) / total).toBeGreaterThan(0.25);
    expect((amounts.get('team$') ?? 0) / total).toBeLessThan(0.4);
  });
});
