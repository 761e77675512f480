import { addDays } from '../ledger/day.ts';
import { officeWeek } from '../ledger/pattern.ts';
import { type CostCorpus, corpus } from './corpus.ts';
import { fee, instances, line, natBytes, serviceNames, transferOut, volumes } from './lines.ts';
import { ordinaryBill } from './ordinary-bill.ts';

const job = { service: serviceNames.batch, usage: 'ETL-DPU-Hour', operation: 'Jobrun', unit: 'DPU-Hour', price: 0.44 };
const first = { kind: 'monthly', day: 1 } as const;

/** Bills that repeat themselves: days that are high and always were. */
export const recurrences: readonly CostCorpus[] = [
  corpus('quiet', 'an ordinary bill', () => ({})),
  corpus('weekly-pattern', 'only weekdays, and the last complete day is a Monday', () => ({}), {
    now: '2026-11-19T12:00:00Z',
  }),
  corpus(
    'month-start-fees',
    'fees, tax and support on the first, which is a few days ago',
    () => ({
      lines: [
        fee({
          service: 'Datadog Pro',
          usage: 'MP:subscription',
          daily: 1290,
          pattern: first,
          recordType: 'Fee',
          region: 'global',
        }),
      ],
    }),
    { now: '2026-11-05T12:00:00Z' },
  ),
  corpus('month-start-today', 'the first of the month is the last complete day', () => ({}), {
    now: '2026-11-04T00:30:00Z',
  }),
  corpus('fortnightly-batch', 'a job every second Tuesday, last on the last complete day', ({ through }) => ({
    lines: [line({ ...job, daily: 285, pattern: { kind: 'every', days: 14, from: through } })],
  })),
  corpus(
    'weekly-batch',
    'a job every Saturday night',
    () => ({
      lines: [line({ ...job, daily: 230, noise: 0.04, pattern: { kind: 'weekday', factors: [0, 0, 0, 0, 0, 0, 1] } })],
    }),
    { now: '2026-11-17T12:00:00Z' },
  ),
  corpus(
    'month-end-batch',
    'books are closed on the last two days of a month',
    () => ({
      lines: [line({ ...job, daily: 340, noise: 0.05, pattern: { kind: 'month-end', days: 2 } })],
    }),
    { now: '2026-11-03T12:00:00Z' },
  ),
  corpus(
    'mid-month-batch',
    'invoices are printed on the fifteenth',
    () => ({
      lines: [line({ ...job, daily: 410, noise: 0.04, pattern: { kind: 'monthly', day: 15 } })],
    }),
    { now: '2026-11-18T12:00:00Z' },
  ),
  corpus('three-day-batch', 'every two weeks a job that takes three days', ({ ago }) => ({
    lines: [line({ ...job, daily: 190, noise: 0.05, pattern: { kind: 'every', days: 14, from: ago(2), length: 3 } })],
  })),
  corpus('bursty', 'a training service that is used now and then, always has been', () => ({
    lines: [
      line({
        service: serviceNames.training,
        usage: 'Train:ml.g5.xlarge',
        operation: 'RunInstance',
        daily: 60,
        noise: 0.1,
        pattern: { kind: 'bursty', chance: 0.3, low: 0.6, high: 2.4 },
      }),
    ],
  })),
  corpus('noisy', 'each line varies by a tenth from day to day', () => ({
    bill: ordinaryBill().map((spec) =>
      spec.key.recordType === 'Usage' && spec.noise > 0 ? { ...spec, noise: 0.1 } : spec,
    ),
  })),
];

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

/** Bills that move without changing what is paid, or hardly. */
export const moves: readonly CostCorpus[] = [
  corpus('migration-net-zero', 'm5 to m7i at the same price', ({ ago }) => ({
    tolerated: [
      {
        kind: 'migration',
        start: ago(7),
        days: 4,
        left: 0,
        factor: 1,
        from: instances('m5.xlarge', 120, { noise: 0.01 }),
        to: instances('m7i.xlarge', 0, { noise: 0 }),
      },
    ],
  })),
  corpus('migration-sizes', 'two large for one xlarge', ({ ago }) => ({
    lines: [instances('r6i.xlarge', 90, { noise: 0.01 })],
    tolerated: [
      {
        kind: 'migration',
        start: ago(5),
        days: 1,
        left: 0,
        factor: 1.004,
        from: instances('r6i.xlarge', 90, { noise: 0.01 }),
        to: instances('r6i.large', 0, { noise: 0 }),
      },
    ],
  })),
  corpus('migration-volumes-zero', 'gp2 to gp3 with as much paid for throughput as is saved', ({ ago }) => ({
    tolerated: [
      {
        kind: 'migration',
        start: ago(6),
        days: 3,
        left: 0,
        factor: 1.01,
        from: volumes('gp2', 28),
        to: volumes('gp3', 36),
      },
    ],
  })),
  corpus('migration-region-zero', 'from Ireland to Frankfurt at the same price', ({ ago }) => ({
    lines: [instances('c6i.4xlarge', 140, { noise: 0.01 })],
    tolerated: [
      {
        kind: 'migration',
        start: ago(9),
        days: 6,
        left: 0,
        factor: 1.003,
        from: instances('c6i.4xlarge', 140, { noise: 0.01 }),
        to: instances('c6i.4xlarge', 0, { region: 'eu-central-1', noise: 0 }),
      },
    ],
  })),
  corpus('incomplete-days', 'the last days look like a fall, as they always do', () => ({
    more: { arrived: [0.02, 0.3, 0.6] },
  })),
  corpus('late-days-high', 'a fee of next month is there already, in days that are not complete', ({ through }) => ({
    lines: [
      fee({
        service: serviceNames.compute,
        usage: 'BoxUsage:m5.large',
        operation: 'RunInstances',
        region: 'eu-west-1',
        account: '111122223333',
        daily: 260,
        pattern: { kind: 'dates', dates: [addDays(through, 2)] },
      }),
    ],
    more: { arrived: [1, 1, 1] },
  })),
  corpus(
    'slow-growth',
    'a business that grows by a quarter a year',
    () => ({
      bill: ordinaryBill().map((spec) => (spec.key.recordType === 'Usage' ? { ...spec, growth: 0.0006 } : spec)),
    }),
    { days: 400 },
  ),
  corpus('trifle', 'a dollar and a half a day more', ({ ago }) => ({
    tolerated: [{ kind: 'step', line: natBytes(22, { noise: 0.05 }), start: ago(6), add: 1.5 }],
  })),
  corpus('new-trifle', 'a queue for a few cents', ({ ago }) => ({
    tolerated: [
      {
        kind: 'new',
        start: ago(4),
        line: line({
          service: 'Amazon Simple Queue Service',
          usage: 'Requests-RBP',
          operation: 'SendMessage',
          daily: 0.04,
          unit: 'Requests',
          price: 0.0000004,
          from: ago(4),
        }),
      },
    ],
  })),
  corpus('yuan', 'an ordinary bill in yuan', () => ({ more: { currency: 'CNY' } })),
  corpus(
    'weekday-quiet-monday',
    'traffic that doubles on Mondays',
    () => ({
      lines: [
        transferOut(70, {
          region: 'us-east-1',
          noise: 0.05,
          pattern: { kind: 'weekday', factors: [0.3, 2.1, 1, 1, 1, 1, 0.3] },
        }),
        line({ ...job, daily: 44, pattern: officeWeek, noise: 0.04 }),
      ],
    }),
    { now: '2026-11-19T12:00:00Z' },
  ),
];
