import { describe, expect, it } from 'vitest';
import { toUnits } from '../ledger/amount.ts';
import type { Ledger, LineItem, RecordType } from '../ledger/ledger.ts';
import { WireFault } from '../wire/fault.ts';
import type { CostRequest } from '../wire/request.ts';
import { ledgerToCostAndUsage, ledgerToCostAndUsageWithResources } from './cost-and-usage.ts';

function item(date: string, service: string, amount: number, more: Partial<LineItem['key']> = {}): LineItem {
  const key = {
    recordType: 'Usage' as RecordType,
    service,
    usageType: 'EU-BoxUsage:m5.large',
    operation: 'RunInstances',
    region: 'eu-west-1',
    account: '111122223333',
    tags: {},
    unit: 'Hrs',
    ...more,
  };
  return { key, date, unblended: toUnits(amount), usage: toUnits(amount * 10) };
}

const ledger: Ledger = {
  currency: 'USD',
  payer: '111122223333',
  accounts: [
    { id: '111122223333', name: 'one' },
    { id: '222233334444', name: 'two' },
  ],
  items: [
    item('2026-10-31', 'A', 1),
    item('2026-11-01', 'A', 0.1),
    item('2026-11-01', 'A', 0.2, { tags: { team: 'red' } }),
    item('2026-11-01', 'B', 4, { account: '222233334444', usageType: 'TimedStorage-ByteHrs', unit: 'GB-Mo' }),
    item('2026-11-03', 'B', -2.5, { account: '222233334444', recordType: 'Credit' }),
  ],
  now: '2026-11-20T12:00:00Z',
  hourly: true,
  savingsPlans: [],
  reservations: [],
  budgets: [],
  costCategories: [{ name: 'unit', values: [{ value: 'shop', accounts: ['222233334444'] }], defaultValue: 'rest' }],
};

const daily: CostRequest = {
  TimePeriod: { Start: '2026-11-01', End: '2026-11-04' },
  Granularity: 'DAILY',
  Metrics: ['UnblendedCost'],
};
const byService: CostRequest = { ...daily, GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }] };

function groupsOf(request: CostRequest): Record<string, string> {
  const rows = ledgerToCostAndUsage(ledger, request).ResultsByTime.flatMap(({ Groups }) => Groups);
  return Object.fromEntries(rows.map(({ Keys, Metrics }) => [Keys.join('|'), Object.values(Metrics)[0]?.Amount ?? '']));
}

function faultOf(request: CostRequest): string {
  try {
    ledgerToCostAndUsage(ledger, request);
  } catch (error) {
    if (error instanceof WireFault) return `${error.type}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('GetCostAndUsage from a ledger', () => {
  it('adds up each day, exactly, and leaves the end out', () => {
    const { ResultsByTime } = ledgerToCostAndUsage(ledger, daily);
    expect(ResultsByTime.map(({ TimePeriod, Total }) => [TimePeriod.Start, Total.UnblendedCost?.Amount])).toEqual([
      ['2026-11-01', '4.3'],
      ['2026-11-02', '0'],
      ['2026-11-03', '-2.5'],
    ]);
  });

  it('has groups and no totals when grouped, and no groups on a day without lines', () => {
    const { ResultsByTime } = ledgerToCostAndUsage(ledger, byService);
    expect(ResultsByTime.map(({ Groups, Total }) => [Groups.length, Total])).toEqual([
      [2, {}],
      [0, {}],
      [1, {}],
    ]);
  });

  it('groups by two, by tag with its dollar sign, and by cost category', () => {
    expect(
      groupsOf({
        ...byService,
        GroupBy: [
          { Type: 'TAG', Key: 'team' },
          { Type: 'COST_CATEGORY', Key: 'unit' },
        ],
      }),
    ).toEqual({
      'team$|unit$rest': '0.1',
      'team$red|unit$rest': '0.2',
      'team$|unit$shop': '-2.5',
    });
  });

  it('names the accounts that it groups by', () => {
    const answer = ledgerToCostAndUsage(ledger, { ...daily, GroupBy: [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }] });
    expect(answer.DimensionValueAttributes).toContainEqual({
      Value: '222233334444',
      Attributes: { description: 'two' },
    });
  });

  it('cuts months to the period', () => {
    const { ResultsByTime } = ledgerToCostAndUsage(ledger, {
      ...daily,
      Granularity: 'MONTHLY',
      TimePeriod: { Start: '2026-10-15', End: '2026-11-04' },
    });
    expect(
      ResultsByTime.map(({ TimePeriod, Total }) => [TimePeriod.Start, TimePeriod.End, Total.UnblendedCost?.Amount]),
    ).toEqual([
      ['2026-10-15', '2026-11-01', '1'],
      ['2026-11-01', '2026-11-04', '1.8'],
    ]);
  });

  it('calls estimated what the open month holds, and nothing of a closed one', () => {
    const request = { ...daily, TimePeriod: { Start: '2026-10-31', End: '2026-11-02' } };
    expect(ledgerToCostAndUsage(ledger, request).ResultsByTime.map(({ Estimated }) => Estimated)).toEqual([
      false,
      true,
    ]);
  });

  it('gives hours that add up to the day', () => {
    const request = {
      ...daily,
      Granularity: 'HOURLY',
      TimePeriod: { Start: '2026-11-18T00:00:00Z', End: '2026-11-19T00:00:00Z' },
    };
    const hourly = { ...ledger, items: [item('2026-11-18', 'A', 1)] };
    const amounts = ledgerToCostAndUsage(hourly, request).ResultsByTime.map(({ Total }) =>
      toUnits(Number(Total.UnblendedCost?.Amount)),
    );
    expect(amounts).toHaveLength(24);
    expect(amounts.reduce((sum, one) => sum + one, 0)).toBe(toUnits(1));
  });

  it('gives usage its unit, and N/A when units differ', () => {
    const { ResultsByTime } = ledgerToCostAndUsage(ledger, {
      ...byService,
      Metrics: ['UsageQuantity', 'NORMALIZED_USAGE_AMOUNT'],
    });
    const groups = ResultsByTime[0]?.Groups ?? [];
    expect(groups.find(({ Keys }) => Keys[0] === 'A')?.Metrics).toEqual({
      UsageQuantity: { Amount: '3', Unit: 'Hrs' },
      NormalizedUsageAmount: { Amount: '12', Unit: 'N/A' },
    });
    const all = ledgerToCostAndUsage(ledger, { ...daily, Metrics: ['UsageQuantity'] });
    expect(all.ResultsByTime[0]?.Total.UsageQuantity?.Unit).toBe('N/A');
  });
});

describe('a filter', () => {
  const dimension = (Key: string, ...Values: string[]): NonNullable<CostRequest['Filter']> => ({
    Dimensions: { Key, Values },
  });

  it.each<[string, NonNullable<CostRequest['Filter']>, Record<string, string>]>([
    ['one dimension', dimension('SERVICE', 'A'), { A: '0.3' }],
    ['Not', { Not: dimension('RECORD_TYPE', 'Credit', 'Refund') }, { A: '0.3', B: '4' }],
    ['And', { And: [dimension('SERVICE', 'A'), { Tags: { Key: 'team', Values: ['red'] } }] }, { A: '0.2' }],
    [
      'Or',
      { Or: [dimension('USAGE_TYPE', 'TimedStorage-ByteHrs'), { Tags: { Key: 'team', Values: ['red'] } }] },
      { A: '0.2', B: '4' },
    ],
    ['an absent tag', { Tags: { Key: 'team', MatchOptions: ['ABSENT'] } }, { A: '0.1', B: '-2.5' }],
    ['case', { Tags: { Key: 'team', Values: ['RED'], MatchOptions: ['EQUALS', 'CASE_INSENSITIVE'] } }, { A: '0.2' }],
    ['a start', { Tags: { Key: 'team', Values: ['re'], MatchOptions: ['STARTS_WITH'] } }, { A: '0.2' }],
    ['a cost category', { CostCategories: { Key: 'unit', Values: ['shop'] } }, { B: '-2.5' }],
  ])('by %s', (_, Filter, wanted) => {
    expect(groupsOf({ ...byService, Filter })).toEqual(wanted);
  });

  it.each<[string, NonNullable<CostRequest['Filter']>]>([
    ['two roots', { Not: dimension('SERVICE', 'A'), ...dimension('SERVICE', 'B') }],
    ['nothing', {}],
    ['a dimension that there is not', dimension('SHOE_SIZE', '43')],
    ['no values', dimension('SERVICE')],
    ['an And of one', { And: [dimension('SERVICE', 'A')] }],
  ])('of %s is refused', (_, Filter) => {
    expect(faultOf({ ...byService, Filter })).toMatch(/^ValidationException/);
  });
});

describe('a request that is wrong', () => {
  it.each<[string, Partial<CostRequest>, RegExp]>([
    [
      'ends where it starts',
      { TimePeriod: { Start: '2026-11-01', End: '2026-11-01' } },
      /^ValidationException: Start date \(and hour\) should be before end date \(and hour\)$/,
    ],
    [
      'ends after next month began',
      { TimePeriod: { Start: '2026-11-01', End: '2026-12-02' } },
      /^ValidationException: end date past the beginning of next month$/,
    ],
    ['starts too long ago', { TimePeriod: { Start: '2025-08-31', End: '2026-11-01' } }, /beyond 14 months/],
    ['has no real date', { TimePeriod: { Start: 'yesterday', End: '2026-11-01' } }, /Valid format is: yyyy-MM-dd/],
    [
      'has three groups',
      { GroupBy: ['SERVICE', 'REGION', 'OPERATION'].map((Key) => ({ Type: 'DIMENSION', Key })) },
      /maximum of 2/,
    ],
    [
      'has a group of no type',
      { GroupBy: [{ Type: 'LINKED_ACCOUNT', Key: '' }] },
      /^ValidationException: Group Definition type is invalid\.$/,
    ],
    ['has no metric', { Metrics: [] }, /metric/],
    ['has a metric that there is not', { Metrics: ['Cost'] }, /not a valid metric/],
    ['has a granularity that there is not', { Granularity: 'WEEKLY' }, /Member must satisfy enum value set/],
    [
      'wants old hours',
      { Granularity: 'HOURLY', TimePeriod: { Start: '2026-11-01T00:00:00Z', End: '2026-11-02T00:00:00Z' } },
      /14 days/,
    ],
  ])('since it %s', (_, change, words) => {
    expect(faultOf({ ...daily, ...change })).toMatch(words);
  });

  it('starts at the first moment that there is data of without a complaint', () => {
    expect(faultOf({ ...daily, TimePeriod: { Start: '2025-09-01', End: '2026-12-01' } })).toBe('none');
  });
});

describe('pages', () => {
  const options = { groupsPerPage: 1 };

  it('split a day in two and together hold all groups once', () => {
    const seen: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const request = token === undefined ? byService : { ...byService, NextPageToken: token };
      const page = ledgerToCostAndUsage(ledger, request, options);
      seen.push(
        ...page.ResultsByTime.flatMap(({ TimePeriod, Groups }) =>
          Groups.map(({ Keys }) => `${TimePeriod.Start} ${Keys[0]}`),
        ),
      );
      token = page.NextPageToken;
      pages += 1;
    } while (token !== undefined);
    expect(pages).toBe(4);
    expect(seen.sort()).toEqual(['2026-11-01 A', '2026-11-01 B', '2026-11-03 B']);
  });

  it('are refused for another request, and for a token that is none', () => {
    const token = ledgerToCostAndUsage(ledger, byService, options).NextPageToken ?? '';
    expect(faultOf({ ...byService, Granularity: 'MONTHLY', NextPageToken: token })).toMatch(/^RequestChangedException/);
    expect(faultOf({ ...byService, NextPageToken: 'x' })).toMatch(/^InvalidNextTokenException/);
  });
});

describe('GetCostAndUsageWithResources', () => {
  it('goes back 14 days and wants a filter', () => {
    const Filter = { Dimensions: { Key: 'SERVICE', Values: ['A'] } };
    const recent = { ...daily, Filter, TimePeriod: { Start: '2026-11-06', End: '2026-11-07' } };
    expect(ledgerToCostAndUsageWithResources(ledger, recent).ResultsByTime).toHaveLength(1);
    expect(() =>
      ledgerToCostAndUsageWithResources(ledger, { ...recent, TimePeriod: { Start: '2026-11-05', End: '2026-11-07' } }),
    ).toThrow('14 days');
    const { Filter: _, ...bare } = recent;
    expect(() => ledgerToCostAndUsageWithResources(ledger, bare)).toThrow('Filter');
  });
});
