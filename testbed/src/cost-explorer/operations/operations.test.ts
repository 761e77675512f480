import { BudgetsClient, DescribeBudgetsCommand } from '@aws-sdk/client-budgets';
import {
  CostExplorerClient,
  GetAnomaliesCommand,
  GetAnomalyMonitorsCommand,
  GetCostAndUsageComparisonsCommand,
  GetCostAndUsageWithResourcesCommand,
  GetCostComparisonDriversCommand,
  GetCostForecastCommand,
  GetDimensionValuesCommand,
  GetReservationCoverageCommand,
  GetReservationPurchaseRecommendationCommand,
  GetReservationUtilizationCommand,
  GetSavingsPlansCoverageCommand,
  GetSavingsPlansPurchaseRecommendationCommand,
  GetSavingsPlansUtilizationCommand,
  GetTagsCommand,
  GetUsageForecastCommand,
} from '@aws-sdk/client-cost-explorer';
import { DescribeSavingsPlansCommand, SavingsplansClient } from '@aws-sdk/client-savingsplans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costCorpora } from '../corpus/corpora.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type CostExplorerDouble, startCostExplorer } from '../server.ts';

const payer = '111122223333';

function ledgerNamed(name: string): Ledger {
  const found = costCorpora.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no corpus ${name}`);
  return found.build().ledger;
}

const ledger: Ledger = {
  ...ledgerNamed('savings-plan-steady'),
  budgets: [
    { name: 'all', limit: 100, timeUnit: 'MONTHLY' },
    { name: 'storage', limit: 9000, timeUnit: 'MONTHLY', filters: { Service: ['Amazon Simple Storage Service'] } },
  ],
  reservations: [
    {
      id: 'ri',
      account: payer,
      region: 'eu-west-1',
      service: 'Amazon Elastic Compute Cloud - Compute',
      instanceType: 'm5.large',
      count: 1,
      start: '2026-11-05T00:00:00Z',
      end: '2027-11-05T00:00:00Z',
    },
  ],
};
const month = { Start: '2026-11-01', End: '2026-11-18' };

let double: CostExplorerDouble;
let client: CostExplorerClient;

function settings(account: string, maxAttempts: number = 1) {
  return {
    endpoint: double.endpoint,
    region: 'us-east-1',
    maxAttempts,
    credentials: { accessKeyId: `AKIA${account}TEST`, secretAccessKey: 'not-a-secret' },
  };
}

beforeAll(async () => {
  double = await startCostExplorer({ ledger });
  client = new CostExplorerClient(settings(payer));
});

afterAll(async () => {
  client.destroy();
  await double.stop();
});

describe('operations, read by the real clients', () => {
  it('forecasts the rest of the month with a range', async () => {
    const answer = await client.send(
      new GetCostForecastCommand({
        TimePeriod: { Start: '2026-11-21', End: '2026-12-01' },
        Metric: 'UNBLENDED_COST',
        Granularity: 'DAILY',
        PredictionIntervalLevel: 80,
      }),
    );
    expect(answer.ForecastResultsByTime).toHaveLength(10);
    const sum = (answer.ForecastResultsByTime ?? []).reduce((total, { MeanValue }) => total + Number(MeanValue), 0);
    expect(sum).toBeCloseTo(Number(answer.Total?.Amount), 6);
    expect(answer.Total?.Unit).toBe('USD');
    const [saturday] = answer.ForecastResultsByTime ?? [];
    const usual = ledger.items
      .filter(({ date }) => date === '2026-11-14')
      .reduce((total, item) => total + item.unblended / 1e10, 0);
    expect(Number(saturday?.PredictionIntervalLowerBound)).toBeLessThan(usual);
    expect(Number(saturday?.PredictionIntervalUpperBound)).toBeGreaterThan(usual);
  });

  it('widens the range with the level', async () => {
    const widthAt = async (PredictionIntervalLevel: number): Promise<number> => {
      const { ForecastResultsByTime: [first] = [] } = await client.send(
        new GetCostForecastCommand({
          TimePeriod: { Start: '2026-11-21', End: '2026-12-01' },
          Metric: 'UNBLENDED_COST',
          Granularity: 'MONTHLY',
          PredictionIntervalLevel,
        }),
      );
      return Number(first?.PredictionIntervalUpperBound) - Number(first?.MeanValue);
    };
    expect((await widthAt(95)) / (await widthAt(80))).toBeCloseTo(1.96 / 1.2816, 1);
  });

  it('names values, accounts with their names, and tags', async () => {
    const accounts = await client.send(
      new GetDimensionValuesCommand({ TimePeriod: month, Dimension: 'LINKED_ACCOUNT' }),
    );
    expect(accounts.DimensionValues?.find(({ Value }) => Value === payer)?.Attributes).toEqual({
      description: 'shared services',
    });
    const regions = await client.send(
      new GetDimensionValuesCommand({ TimePeriod: month, Dimension: 'REGION', SearchString: 'us-', MaxResults: 1 }),
    );
    expect(regions).toMatchObject({ DimensionValues: [{ Value: 'us-east-1' }], ReturnSize: 1, TotalSize: 1 });
    const tags = await client.send(new GetTagsCommand({ TimePeriod: month, TagKey: 'team' }));
    expect(tags.Tags).toEqual(['', 'platform', 'shop']);
  });

  it('computes what Savings Plans cover and use', async () => {
    const coverage = await client.send(
      new GetSavingsPlansCoverageCommand({ TimePeriod: month, GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }] }),
    );
    const compute = coverage.SavingsPlansCoverages?.find(
      ({ Attributes }) => Attributes?.SERVICE === 'Amazon Elastic Compute Cloud - Compute',
    );
    expect(compute?.Coverage?.SpendCoveredBySavingsPlans).toBe('2720');
    const use = await client.send(new GetSavingsPlansUtilizationCommand({ TimePeriod: month }));
    expect(Number(use.Total?.Utilization?.UtilizationPercentage)).toBeCloseTo(96, 6);
    const advice = await client.send(
      new GetSavingsPlansPurchaseRecommendationCommand({
        SavingsPlansType: 'COMPUTE_SP',
        TermInYears: 'ONE_YEAR',
        PaymentOption: 'NO_UPFRONT',
        LookbackPeriodInDays: 'THIRTY_DAYS',
      }),
    );
    expect(
      Number(
        advice.SavingsPlansPurchaseRecommendation?.SavingsPlansPurchaseRecommendationSummary
          ?.EstimatedMonthlySavingsAmount,
      ),
    ).toBeGreaterThan(500);
  });

  it('computes what reservations cover and use', async () => {
    const coverage = await client.send(
      new GetReservationCoverageCommand({ TimePeriod: month, Granularity: 'MONTHLY' }),
    );
    expect(coverage.Total?.CoverageHours?.CoverageHoursPercentage).toBe('0');
    const use = await client.send(new GetReservationUtilizationCommand({ TimePeriod: month }));
    expect(use.Total).toMatchObject({ PurchasedHours: String(13 * 24), UtilizationPercentage: '0' });
    const advice = await client.send(
      new GetReservationPurchaseRecommendationCommand({ Service: 'Amazon Relational Database Service' }),
    );
    expect(
      advice.Recommendations?.[0]?.RecommendationDetails?.map(
        ({ InstanceDetails }) => InstanceDetails?.RDSInstanceDetails?.InstanceType,
      ),
    ).toEqual(['db.r6g.xlarge', 'db.t4g.medium']);
  });

  it('compares a month with another and says what made the difference', async () => {
    const request = {
      BaselineTimePeriod: { Start: '2026-09-01', End: '2026-10-01' },
      ComparisonTimePeriod: { Start: '2026-10-01', End: '2026-11-01' },
      MetricForComparison: 'UnblendedCost',
    };
    const answer = await client.send(
      new GetCostAndUsageComparisonsCommand({
        ...request,
        GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
        MaxResults: 2,
      }),
    );
    expect(answer.CostAndUsageComparisons).toHaveLength(2);
    const difference = answer.TotalCostAndUsage?.UnblendedCost;
    expect(Number(difference?.ComparisonTimePeriodAmount) - Number(difference?.BaselineTimePeriodAmount)).toBeCloseTo(
      Number(difference?.Difference),
      6,
    );
    const drivers = await client.send(new GetCostComparisonDriversCommand(request));
    expect(drivers.CostComparisonDrivers?.[0]?.CostDrivers?.length).toBeGreaterThan(0);
    await expect(
      client.send(
        new GetCostAndUsageComparisonsCommand({
          ...request,
          BaselineTimePeriod: { Start: '2026-09-01', End: '2026-09-30' },
        }),
      ),
    ).rejects.toThrow('exactly one month');
  });

  it('answers for resources and usage forecasts within their bounds', async () => {
    const Filter = { Dimensions: { Key: 'SERVICE' as const, Values: ['Amazon Elastic Compute Cloud - Compute'] } };
    const answer = await client.send(
      new GetCostAndUsageWithResourcesCommand({
        TimePeriod: { Start: '2026-11-10', End: '2026-11-12' },
        Granularity: 'DAILY',
        Filter,
        GroupBy: [{ Type: 'DIMENSION', Key: 'RESOURCE_ID' }],
      }),
    );
    expect(answer.ResultsByTime?.[0]?.Groups?.[0]?.Keys).toEqual(['NoResourceId']);
    const usage = await client.send(
      new GetUsageForecastCommand({
        TimePeriod: { Start: '2026-11-21', End: '2026-11-23' },
        Metric: 'USAGE_QUANTITY',
        Granularity: 'DAILY',
        Filter,
      }),
    );
    expect(usage.ForecastResultsByTime).toHaveLength(2);
  });

  it('tells budgets with what is spent, and Savings Plans, in their own protocols', async () => {
    const budgets = new BudgetsClient(settings(payer));
    const answer = await budgets.send(new DescribeBudgetsCommand({ AccountId: payer, MaxResults: 1 }));
    expect(answer.Budgets?.[0]).toMatchObject({ BudgetName: 'all', BudgetLimit: { Amount: '100', Unit: 'USD' } });
    expect(Number(answer.Budgets?.[0]?.CalculatedSpend?.ActualSpend?.Amount)).toBeGreaterThan(10_000);
    expect(answer.Budgets?.[0]?.TimePeriod?.Start?.toISOString()).toBe('2026-11-01T00:00:00.000Z');
    const rest = await budgets.send(
      new DescribeBudgetsCommand({ AccountId: payer, MaxResults: 1, NextToken: answer.NextToken }),
    );
    expect(rest.Budgets?.[0]?.BudgetName).toBe('storage');
    const plans = new SavingsplansClient(settings(payer));
    expect((await plans.send(new DescribeSavingsPlansCommand({ states: ['active'] }))).savingsPlans).toMatchObject([
      { savingsPlanId: 'sp-quiet', commitment: '5' },
    ]);
    expect((await plans.send(new DescribeSavingsPlansCommand({ states: ['retired'] }))).savingsPlans).toEqual([]);
  });
});

describe('anomalies', () => {
  it('are as easily deceived as the real ones: what is billed on each first counts as one', async () => {
    const { Anomalies } = await client.send(
      new GetAnomaliesCommand({ DateInterval: { StartDate: '2026-11-01', EndDate: '2026-11-01' } }),
    );
    expect(Anomalies?.map(({ DimensionValue }) => DimensionValue)).toEqual(['Amazon Route 53']);
  });

  it('name the usage type of a spike, and nothing in a quiet bill', async () => {
    const DateInterval = { StartDate: '2026-11-01', EndDate: '2026-11-20' };
    const other = await startCostExplorer({ ledger: ledgerNamed('spike-nat') });
    const there = new CostExplorerClient({ ...settings(payer), endpoint: other.endpoint });
    const { Anomalies } = await there.send(
      new GetAnomaliesCommand({ DateInterval, TotalImpact: { NumericOperator: 'GREATER_THAN', StartValue: 100 } }),
    );
    expect(Anomalies).toMatchObject([
      {
        DimensionValue: 'EC2 - Other',
        AnomalyStartDate: '2026-11-16T00:00:00Z',
        RootCauses: [{ UsageType: 'EU-NatGateway-Bytes', LinkedAccount: '222233334444' }],
      },
    ]);
    expect(Anomalies?.[0]?.Impact?.TotalImpact).toBeGreaterThan(295);
    there.destroy();
    await other.stop();
    const quiet = await client.send(new GetAnomaliesCommand({ DateInterval: { StartDate: '2026-11-02' } }));
    expect(quiet.Anomalies).toEqual([]);
    const monitors = await client.send(new GetAnomalyMonitorsCommand({}));
    expect(monitors.AnomalyMonitors?.[0]?.MonitorType).toBe('DIMENSIONAL');
  });
});
