import { addDays } from '../ledger/day.ts';
import { officeWeek } from '../ledger/pattern.ts';
import { type CostCorpus, corpus } from './corpus.ts';
import { fee, instances, line, natBytes, serviceNames, transferOut, volumes } from './lines.ts';
import { ordinaryBill } from './ordinary-bill.ts';

const job = { service: serviceNames.batch, usage: 'ETL-DPU-Hour', operation: 'Jobrun', unit: 'DPU-Hour', price: 0.44 };

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
