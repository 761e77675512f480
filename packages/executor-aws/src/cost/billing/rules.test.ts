import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../../listing/listing.ts';
import { answer, billSteps, completeDays, costAnswer, listing } from './__fixtures__/steps.ts';
import { analyzeCost } from './analyze-cost.ts';
import type { CostSettings } from './input.ts';

const s3 = { service: 'Amazon Simple Storage Service', usageType: 'EU-TimedStorage-ByteHrs' };
const level = (dollars: number) => [{ ...s3, dollars: () => dollars }];

function codes(steps: Record<string, StepEvidence>, settings: CostSettings = {}): readonly string[] {
  return analyzeCost({ scope: {}, settings, steps }).findings.flatMap(({ code, also }) => [code, ...also]);
}

const after = (start: number, usual: number, then: number) => (day: number) => (day < start ? usual : then);

describe('CST-01, a spike', () => {
  const spike = (add: number) => billSteps([{ ...s3, dollars: (day) => (day === 80 ? 100 + add : 100) }]);
  it('is a day above its habit', () => expect(codes(spike(90))).toContain('CST-01'));
  it('is none below the threshold', () => expect(codes(spike(49))).toEqual([]));
  it('is one at the threshold', () => expect(codes(spike(50))).toContain('CST-01'));
  it('is none when it recurs every fortnight', () => {
    expect(codes(billSteps([{ ...s3, dollars: (day) => (day % 14 === 3 ? 400 : 100) }]))).toEqual([]);
  });
  it('is none in the last 48 hours', () => {
    expect(codes(billSteps([{ ...s3, dollars: (day) => (day >= completeDays ? 900 : 100) }]))).toEqual([]);
  });
});

describe('CST-02, a step', () => {
  const step = (then: number) => billSteps([{ ...s3, dollars: after(80, 100, then) }]);
  it('is a level that stays', () => expect(codes(step(160))).toContain('CST-02'));
  it('is none within the share', () => expect(codes(step(109))).toEqual([]));
  it('is one at the share', () => expect(codes(step(110))).toContain('CST-02'));
  it('is none downwards', () => expect(codes(step(40))).toEqual([]));
  it('is a ramp when it grows', () => {
    const steps = billSteps([{ ...s3, dollars: (day) => 100 + Math.max(0, day - 70) * 8 }]);
    expect(analyzeCost({ scope: {}, steps }).findings[0]?.data).toMatchObject({ kind: 'ramp', start: '2026-10-30' });
  });
});

describe('CST-02, a move within a family', () => {
  const ec2 = 'Amazon Elastic Compute Cloud - Compute';
  const move = (then: number) =>
    billSteps([
      { service: ec2, usageType: 'EU-BoxUsage:m5.large', dollars: after(75, 100, 0) },
      { service: ec2, usageType: 'EU-BoxUsage:m7i.large', dollars: after(75, 0, then) },
    ]);
  it('counts its net amount once', () => {
    const { findings } = analyzeCost({ scope: {}, steps: move(150) });
    expect(findings.map(({ data }) => data)).toMatchObject([
      { kind: 'migration', usage_type: 'EU-BoxUsage:m7i.large', delta_usd: 750, daily_usd: 50 },
    ]);
  });
  it('is ruled out, and said so, when nothing is left', () => {
    const { findings, ruled_out } = analyzeCost({ scope: {}, steps: move(100) });
    expect(findings).toEqual([]);
    expect(ruled_out[0]?.why).toContain('replaces');
  });
});

describe('CST-03, CST-04 and CST-10, what is new', () => {
  const other = { service: 'AWS Lambda', usageType: 'EU-Lambda-GB-Second' };
  const steps = billSteps([...level(100), { ...other, dollars: after(80, 0, 10) }]);
  it('is a new service', () => expect(codes(steps)).toEqual(['CST-10', 'CST-02']));
  it('is none below the threshold', () => {
    expect(codes(billSteps([...level(100), { ...other, dollars: after(80, 0, 4.9) }]))).toEqual([]);
  });
  it('is one at the threshold', () => {
    expect(codes(billSteps([...level(100), { ...other, dollars: after(80, 0, 5) }]))).toContain('CST-10');
  });
  const split = (place: number, account: string, region: string) => {
    const more = { ...s3, usageType: 'X', dollars: after(80, 0, place) };
    const base = billSteps([...level(100), more]);
    const rows = (old: string, key: string) =>
      costAnswer([
        { keys: [old, s3.usageType], dollars: () => 100 },
        { keys: [key, 'X'], dollars: more.dollars },
      ]);
    return { ...base, accounts: rows('111122223333', account), regions: rows('eu-west-1', region) };
  };
  it('is a new region', () => expect(codes(split(20, '111122223333', 'sa-east-1'))).toContain('CST-03'));
  it('is a new account', () => expect(codes(split(20, '222233334444', 'eu-west-1'))).toContain('CST-04'));
  it('is neither where both are known', () => {
    expect(codes(split(20, '111122223333', 'eu-west-1'))).toEqual(['CST-02']);
  });
  it('is neither for a trifle', () => expect(codes(split(4.9, '222233334444', 'sa-east-1'))).toEqual([]));
});

describe('CST-05 and CST-09, tags', () => {
  const tagged = (none: number, team: (day: number) => number) => ({
    ...billSteps(level(100)),
    tags: costAnswer([
      { keys: ['team$'], dollars: () => none },
      { keys: ['team$shop'], dollars: team },
    ]),
  });
  const tag = { tag: 'team' };
  it('names untagged spend above a tenth', () =>
    expect(
      codes(
        tagged(12, () => 100),
        tag,
      ),
    ).toContain('CST-09'));
  it('is silent at a tenth', () =>
    expect(
      codes(
        tagged(10, () => 90),
        tag,
      ),
    ).toEqual([]));
  it('is silent without a tag to look for', () => expect(codes(tagged(50, () => 50))).toEqual([]));
  it('names the value that rose', () => expect(codes(tagged(0, after(60, 50, 70)), tag)).toContain('CST-05'));
  it('is silent for a fifth', () => expect(codes(tagged(0, after(60, 50, 60)), tag)).toEqual([]));
});

describe('CST-06, month over month', () => {
  const grown = (then: number) => billSteps([{ ...s3, dollars: after(42, 10, then) }]);
  it('names a service whose month rose', () => expect(codes(grown(14))).toContain('CST-06'));
  it('is silent for a fifth', () => expect(codes(grown(12))).not.toContain('CST-06'));
  it('is told of the service that was asked about only', () => {
    const told = (service: string) => analyzeCost({ scope: { service }, steps: grown(14) }).findings;
    expect(told('storage').map(({ code }) => code)).toContain('CST-06');
    expect(told('lambda')).toEqual([]);
  });
  it('is silent when only the lengths of months differ', () => expect(codes(grown(10))).toEqual([]));
});

describe('CST-07, anomalies of AWS', () => {
  const anomaly = (impact: number) => ({
    ...billSteps(level(100)),
    anomalies: answer([
      {
        AnomalyId: 'a-1',
        AnomalyStartDate: '2026-11-02',
        Impact: { MaxImpact: 9, TotalImpact: impact },
        RootCauses: [],
      },
    ]),
  });
  it('is told with its impact', () => expect(codes(anomaly(80))).toEqual(['CST-07']));
  it('is told at the threshold', () => expect(codes(anomaly(50))).toEqual(['CST-07']));
  it('is left out below', () => expect(codes(anomaly(49.99))).toEqual([]));
});

describe('CST-08, budgets', () => {
  const budget = (limit: string, unit = 'USD') => ({
    ...billSteps(level(100)),
    budgets: listing([
      { BudgetName: 'all', BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: limit, Unit: unit } },
    ]),
  });
  it('names a budget that will be exceeded', () => expect(codes(budget('2500.0'))).toEqual(['CST-08']));
  it('is silent at exactly the budget', () => expect(codes(budget('3000.0'))).toEqual([]));
  it('does not hold the month before against it in the first days of a month', () => {
    const { records, ...steps }: Record<string, StepEvidence> = budget('2500.0');
    const output = { ...(records?.output as object), as_of: '2026-12-02' };
    expect(codes({ ...steps, records: { status: 'present', output } })).toEqual([]);
  });
  it('never compares currencies', () => expect(codes(budget('2500.0', 'EUR'))).toEqual([]));
});

describe('CST-11, credits and fees', () => {
  const credit = (dollars: (day: number) => number) =>
    billSteps(level(200), [{ keys: ['Credit', 'AWS Lambda'], dollars }]);
  it('names a credit that ended', () => {
    const { findings } = analyzeCost({ scope: {}, steps: credit(after(80, -40, 0)) });
    expect(findings[0]?.data).toMatchObject({ kind: 'credit', delta_usd: 400, start: '2026-11-08' });
  });
  it('is silent while credits are steady', () => expect(codes(credit(() => -40))).toEqual([]));
  it('is silent when half of it is left', () => expect(codes(credit(after(80, -40, -20)))).toEqual([]));
  it('names a new recurring fee', () => {
    const steps = billSteps(level(200), [
      { keys: ['Support', 'AWS Support'], dollars: (day) => (day === 73 ? 900 : 0) },
    ]);
    expect(analyzeCost({ scope: {}, steps }).findings[0]?.data).toMatchObject({ kind: 'recurring fee' });
  });
  it('rules a purchase out', () => {
    const steps = billSteps(level(200), [
      { keys: ['SavingsPlanUpfrontFee', 'SP'], dollars: (day) => (day === 73 ? 900 : 0) },
    ]);
    const { findings, ruled_out } = analyzeCost({ scope: {}, steps });
    expect([findings, ruled_out.map(({ code }) => code)]).toEqual([[], ['CST-11']]);
  });
});

describe('a bill that credits bring down to nothing', () => {
  it('is judged by its use, and a rise is as severe as that says', () => {
    const steps = billSteps(
      [{ ...s3, dollars: after(80, 1000, 1110) }],
      [{ keys: ['Credit', 'AWS'], dollars: () => -1000 }],
    );
    expect(analyzeCost({ scope: {}, steps }).findings[0]).toMatchObject({ code: 'CST-02', severity: 'medium' });
  });
});

describe('CST-12, CST-13 and CST-14, commitments', () => {
  const steps = (step: string, result: unknown) => ({ ...billSteps(level(100)), [step]: answer([result]) });
  const covered = (percent: string) => steps('savings_plans_coverage', { Coverage: { CoveragePercentage: percent } });
  const used = (percent: string) =>
    steps('savings_plans_utilization', { Total: { Utilization: { UtilizationPercentage: percent } } });
  const reserved = (percent: string) => steps('reservation_utilization', { Total: { UtilizationPercentage: percent } });
  it.each([
    ['CST-12', covered, '69.9', '70', '90'],
    ['CST-13', used, '94.9', '95', '100'],
    ['CST-14', reserved, '94.9', '95', '100'],
  ] as const)('%s speaks below its limit only', (code, make, below, limit, above) => {
    expect(codes(make(below))).toEqual([code]);
    expect(codes(make(limit))).toEqual([]);
    expect(codes(make(above))).toEqual([]);
  });
  it('is silent without data', () => expect(codes(covered(''))).toEqual([]));
  const part = (CoveragePercentage: string, TotalCost: string) => ({ Coverage: { CoveragePercentage, TotalCost } });
  const months = (...parts: readonly unknown[]) => ({
    ...billSteps(level(100)),
    savings_plans_coverage: answer(parts),
  });
  it('is silent where there is nothing to cover', () => expect(codes(months(part('0', '0')))).toEqual([]));
  it('counts months by their cost', () => {
    expect(codes(months(part('80', '900'), part('0', '10')))).toEqual([]);
    expect(codes(months(part('80', '10'), part('60', '900')))).toEqual(['CST-12']);
  });
});

describe('CST-15, commitments that end', () => {
  const ending = (End: string, State = 'active') => ({
    ...billSteps(level(100)),
    reserved_instances: listing([{ ReservedInstancesId: 'ri-1', State, End }]),
  });
  it('names one that ends soon', () => expect(codes(ending('2026-11-25T00:00:00.000Z'))).toEqual(['CST-15']));
  it('names one on the thirtieth day', () => expect(codes(ending('2026-12-20T00:00:00.000Z'))).toEqual(['CST-15']));
  it('leaves out the day after', () => expect(codes(ending('2026-12-21T00:00:00.000Z'))).toEqual([]));
  it('counts from the day of the run, not from the last complete one', () => {
    const [finding] = analyzeCost({ scope: {}, steps: ending('2026-11-21T08:00:00.000Z') }).findings;
    expect(finding).toMatchObject({ title: 'Reservation ri-1 ends in 1 day', data: { days_left: 1 } });
    expect(codes(ending('2026-11-19T00:00:00.000Z'))).toEqual([]);
  });
  it('leaves out what is retired', () => expect(codes(ending('2026-11-25T00:00:00.000Z', 'retired'))).toEqual([]));
});

describe('CST-16, recommendations', () => {
  const saving = (EstimatedMonthlySavingsAmount: string) => ({
    ...billSteps(level(100)),
    savings_plans_recommendation: answer([
      {
        SavingsPlansPurchaseRecommendation: {
          SavingsPlansPurchaseRecommendationSummary: { EstimatedMonthlySavingsAmount, CurrencyCode: 'USD' },
        },
      },
    ]),
  });
  it('names a saving', () => expect(codes(saving('0.01'))).toEqual(['CST-16']));
  it('leaves out none', () => expect(codes(saving('0'))).toEqual([]));
  it('leaves out a loss', () => expect(codes(saving('-5'))).toEqual([]));
});
