import { type CostCorpus, corpus } from './corpus.ts';
import { fee, instances, serviceNames, volumes } from './lines.ts';

const credits = (daily: number, from?: string) =>
  fee({
    service: serviceNames.compute,
    usage: 'BoxUsage:m5.large',
    region: 'eu-west-1',
    daily,
    recordType: 'Credit',
    operation: 'RunInstances',
    ...(from === undefined ? {} : { from }),
  });

/** Money that came back, and then no longer. */
export const creditChanges: readonly CostCorpus[] = [
  corpus('credit-ends', 'credits that covered a third of compute are used up', ({ ago }) => ({
    lines: [credits(-130)],
    causes: [{ kind: 'credit-ends', line: credits(-130), start: ago(5) }],
  })),
  corpus(
    'credit-ends-monthly',
    'a monthly credit that did not come this month',
    ({ month }) => ({
      lines: [
        fee({
          service: serviceNames.database,
          usage: 'InstanceUsage:db.r6g.xlarge',
          region: 'eu-west-1',
          daily: -1150,
          recordType: 'Credit',
          pattern: { kind: 'monthly', day: 1 },
        }),
      ],
      causes: [
        {
          kind: 'credit-ends',
          start: month,
          line: fee({
            service: serviceNames.database,
            usage: 'InstanceUsage:db.r6g.xlarge',
            region: 'eu-west-1',
            daily: -1150,
            recordType: 'Credit',
            pattern: { kind: 'monthly', day: 1 },
          }),
        },
      ],
    }),
    { now: '2026-11-07T12:00:00Z' },
  ),
  corpus('refund', 'a refund of a large bill', ({ ago }) => ({
    causes: [
      {
        kind: 'refund',
        start: ago(2),
        line: fee({
          service: serviceNames.database,
          usage: 'InstanceUsage:db.r6g.xlarge',
          region: 'eu-west-1',
          daily: -860,
          recordType: 'Refund',
          pattern: { kind: 'dates', dates: [ago(2)] },
        }),
      },
    ],
  })),
];

/** Moves within a family that cost more than before. */
export const migrations: readonly CostCorpus[] = [
  corpus('migration-generation', 'm5 to m7i over five days, for 45 % more', ({ ago }) => ({
    causes: [
      {
        kind: 'migration',
        start: ago(8),
        days: 5,
        left: 0,
        factor: 1.45,
        from: instances('m5.xlarge', 120, { noise: 0.01 }),
        to: instances('m7i.xlarge', 0, { noise: 0 }),
      },
    ],
  })),
  corpus('migration-region', 'a move from N. Virginia to Sydney, for 80 % more', ({ ago }) => ({
    lines: [instances('r5.2xlarge', 210, { region: 'us-east-1', noise: 0.01 })],
    causes: [
      {
        kind: 'migration',
        start: ago(7),
        days: 4,
        left: 0,
        factor: 1.8,
        from: instances('r5.2xlarge', 210, { region: 'us-east-1', noise: 0.01 }),
        to: instances('r5.2xlarge', 0, { region: 'ap-southeast-2', noise: 0 }),
      },
    ],
  })),
  corpus('migration-volumes', 'gp2 to io2 by mistake, for three times as much', ({ ago }) => ({
    causes: [
      {
        kind: 'migration',
        start: ago(6),
        days: 2,
        left: 0.05,
        factor: 3.4,
        from: volumes('gp2', 28),
        to: volumes('io2', 0),
      },
    ],
  })),
];
