import { type CostCorpus, corpus } from './corpus.ts';
import { fee, instances, serviceNames } from './lines.ts';

const first = { kind: 'monthly', day: 1 } as const;

/** Bills with money that is no usage, unchanged. */
export const commitments: readonly CostCorpus[] = [
  corpus('upfront-purchase', 'a Savings Plan paid up front, once', ({ ago }) => ({
    lines: [
      fee({
        service: serviceNames.savingsPlans,
        usage: 'ComputeSP:1yrAllUpfront',
        daily: 21_000,
        recordType: 'SavingsPlanUpfrontFee',
        region: 'global',
        account: '111122223333',
        amortized: 0,
        pattern: { kind: 'dates', dates: [ago(2)] },
      }),
    ],
  })),
  corpus('upfront-reservation', 'database reservations paid up front, once', ({ ago }) => ({
    lines: [
      fee({
        service: serviceNames.database,
        usage: 'HeavyUsage:db.r6g.xlarge',
        region: 'eu-west-1',
        daily: 8_200,
        recordType: 'Upfront',
        amortized: 0,
        pattern: { kind: 'dates', dates: [ago(1)] },
      }),
    ],
  })),
  corpus('credits-steady', 'the same credits every day', () => ({
    lines: [
      fee({
        service: serviceNames.compute,
        usage: 'BoxUsage:m5.large',
        region: 'eu-west-1',
        daily: -75,
        recordType: 'Credit',
        operation: 'RunInstances',
      }),
    ],
  })),
  corpus('savings-plan-steady', 'a Savings Plan that covers the same each day', ({ start }) => ({
    lines: [
      instances('m5.4xlarge', 160, { recordType: 'SavingsPlanCoveredUsage', noise: 0, amortized: 0.72 }),
      instances('m5.4xlarge', -160, { recordType: 'SavingsPlanNegation', noise: 0, amortized: 0 }),
      fee({
        service: serviceNames.savingsPlans,
        usage: 'ComputeSP:1yrNoUpfront',
        daily: 120,
        recordType: 'SavingsPlanRecurringFee',
        region: 'global',
        account: '111122223333',
        amortized: 0.04,
      }),
    ],
    more: {
      savingsPlans: [
        {
          id: 'sp-quiet',
          type: 'Compute',
          account: '111122223333',
          commitment: 5,
          start: `${start}T00:00:00Z`,
          end: '2027-06-01T00:00:00Z',
          state: 'active',
        },
      ],
    },
  })),
  corpus(
    'reservation-monthly-fee',
    'reservations whose fee comes on the first, as every month',
    () => ({
      lines: [
        fee({
          service: serviceNames.compute,
          usage: 'HeavyUsage:r5.large',
          region: 'eu-west-1',
          daily: 640,
          recordType: 'Recurring',
          operation: 'RunInstances',
          pattern: first,
        }),
        instances('r5.large', 0.0001, { recordType: 'DiscountedUsage', noise: 0 }),
      ],
    }),
    { now: '2026-11-05T12:00:00Z' },
  ),
];

const covered = instances('m5.4xlarge', 0, { recordType: 'SavingsPlanCoveredUsage', noise: 0, amortized: 0.72 });
const openUsage = instances('m5.4xlarge', 160, { noise: 0.005 });

/** Commitments that begin: lines move from one record type to another, and the bill falls. */
export const purchases: readonly CostCorpus[] = [
  corpus(
    'savings-plan-begins',
    'a Savings Plan begins: usage is covered, negated and paid by a fee, for less in all',
    ({ ago }) => ({
      lines: [openUsage],
      tolerated: [
        { kind: 'migration', from: openUsage, to: covered, start: ago(6), days: 1, left: 0, factor: 1 },
        {
          kind: 'new',
          start: ago(6),
          line: instances('m5.4xlarge', -160, {
            recordType: 'SavingsPlanNegation',
            noise: 0,
            amortized: 0,
            from: ago(6),
          }),
        },
        {
          kind: 'recurring fee',
          start: ago(6),
          line: fee({
            service: serviceNames.savingsPlans,
            usage: 'ComputeSP:1yrNoUpfront',
            daily: 116,
            recordType: 'SavingsPlanRecurringFee',
            region: 'global',
            account: '111122223333',
            amortized: 0.01,
            from: ago(6),
          }),
        },
      ],
    }),
  ),
  corpus('reservation-begins', 'reservations paid up front begin, and their usage is free from then on', ({ ago }) => ({
    lines: [
      instances('r6g.2xlarge', 110, { noise: 0.005 }),
      fee({
        service: serviceNames.compute,
        usage: 'HeavyUsage:r6g.2xlarge',
        region: 'eu-west-1',
        daily: 9_400,
        recordType: 'Upfront',
        amortized: 0,
        pattern: { kind: 'dates', dates: [ago(5)] },
      }),
    ],
    tolerated: [{ kind: 'step', line: instances('r6g.2xlarge', 110, { noise: 0.005 }), start: ago(5), add: -110 }],
  })),
  corpus('no-data', 'an account where nothing was billed', () => ({ bill: [] })),
];
