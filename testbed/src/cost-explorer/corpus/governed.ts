import { addDays } from '../ledger/day.ts';
import { type CostCorpus, corpus } from './corpus.ts';
import { fee, instances, line, serviceNames } from './lines.ts';

const plan = { account: '111122223333', type: 'Compute', state: 'active' } as const;
const reserved = { account: '222233334444', region: 'eu-west-1', service: serviceNames.compute } as const;

/**
 * A steady bill with all that is judged besides its days: a Savings Plan of which 60 % is used and that ends in 20 days,
 * another that ends in a year, reservations of which half run and that end in 12 days, two budgets (one that will be
 * exceeded), a third of the spend without the tag `team`, a cost category over accounts, hourly data, and what Savings
 * Plans cover at about 27 %.
 */
export const governedCostCorpus: CostCorpus = corpus(
  'governed',
  'commitments that end or idle, budgets, untagged spend',
  ({ now, start }) => {
    const today = now.slice(0, 10);
    const at = (days: number): string => `${addDays(today, days)}T00:00:00Z`;
    return {
      lines: [
        instances('m6i.2xlarge', 200, { recordType: 'SavingsPlanCoveredUsage', noise: 0, amortized: 0.72 }),
        instances('m6i.2xlarge', -200, { recordType: 'SavingsPlanNegation', noise: 0, amortized: 0 }),
        fee({
          service: serviceNames.savingsPlans,
          usage: 'ComputeSP:1yrNoUpfront',
          daily: 240,
          recordType: 'SavingsPlanRecurringFee',
          region: 'global',
          account: '111122223333',
          amortized: 0.4,
        }),
        instances('r5.large', 6.42, { recordType: 'DiscountedUsage', noise: 0, price: 0.107, amortized: 0.6 }),
        fee({
          service: serviceNames.compute,
          usage: 'HeavyUsage:r5.large',
          region: 'eu-west-1',
          operation: 'RunInstances',
          daily: 260,
          recordType: 'RIFee',
          pattern: { kind: 'monthly', day: 1 },
        }),
        line({
          service: serviceNames.warehouse,
          usage: 'Node:ra3.xlplus',
          operation: 'RunComputeNode:0001',
          daily: 380,
          noise: 0.01,
          tags: {},
        }),
      ],
      more: {
        hourly: true,
        savingsPlans: [
          { ...plan, id: 'sp-ending', commitment: 6, start: at(-345), end: at(20) },
          { ...plan, id: 'sp-lasting', commitment: 4, start: `${start}T00:00:00Z`, end: at(365) },
          { ...plan, id: 'sp-retired', commitment: 2, start: at(-800), end: at(-435), state: 'retired' },
        ],
        reservations: [
          { ...reserved, id: 'ri-ending', instanceType: 'r5.large', count: 5, start: at(-353), end: at(12) },
        ],
        budgets: [
          { name: 'all of it', limit: 25_000, timeUnit: 'MONTHLY' },
          { name: 'storage', limit: 3_000, timeUnit: 'MONTHLY', filters: { Service: [serviceNames.storage] } },
        ],
        costCategories: [
          {
            name: 'Unit',
            values: [{ value: 'shop', accounts: ['222233334444', '333344445555'] }],
            defaultValue: 'shared',
          },
        ],
      },
    };
  },
);
