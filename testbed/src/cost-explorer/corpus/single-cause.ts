import { officeWeek } from '../ledger/pattern.ts';
import { type CostCorpus, corpus } from './corpus.ts';
import { fee, instances, line, natBytes, serviceNames, transferOut, volumes } from './lines.ts';

const logs = line({
  service: serviceNames.metrics,
  usage: 'DataProcessing-Bytes',
  operation: 'PutLogEvents',
  daily: 19,
  unit: 'GB',
  price: 0.57,
  pattern: officeWeek,
  noise: 0.05,
});
const lambda = line({
  service: serviceNames.functions,
  usage: 'Lambda-GB-Second',
  operation: 'Invoke',
  daily: 14,
  unit: 'Lambda-GB-Second',
  price: 0.0000166667,
  pattern: officeWeek,
  noise: 0.05,
});
const objects = line({
  service: serviceNames.storage,
  usage: 'TimedStorage-ByteHrs',
  operation: 'StandardStorage',
  daily: 31,
  unit: 'GB-Mo',
  noise: 0.006,
});
const reads = line({
  service: serviceNames.tables,
  usage: 'ReadRequestUnits',
  operation: 'PayPerRequestThroughput',
  daily: 12,
  unit: 'ReadRequestUnits',
  price: 0.000000283,
  noise: 0.06,
});

/** Days on which something costs more and then no longer. */
export const spikes: readonly CostCorpus[] = [
  corpus('spike-nat', 'a day of NAT gateway traffic that nobody planned', ({ ago }) => ({
    causes: [{ kind: 'spike', line: natBytes(22, { noise: 0.05 }), start: ago(1), days: 1, add: 310 }],
  })),
  corpus('spike-logs', 'debug logging left on for three days', ({ ago }) => ({
    causes: [{ kind: 'spike', line: logs, start: ago(4), days: 3, add: 240 }],
  })),
  corpus('spike-lambda', 'a function that called itself for a day', ({ ago }) => ({
    causes: [{ kind: 'spike', line: lambda, start: ago(0), days: 1, add: 420 }],
  })),
  corpus('spike-weekend', 'instances left running over a weekend, at a weekday’s price', ({ ago }) => ({
    causes: [
      {
        kind: 'spike',
        line: instances('c5.2xlarge', 95, { pattern: officeWeek, noise: 0.04 }),
        start: ago(3),
        days: 2,
        add: 160,
      },
    ],
  })),
  corpus('spike-transfer', 'two days of downloads', ({ ago }) => ({
    causes: [{ kind: 'spike', line: transferOut(42), start: ago(5), days: 2, add: 275 }],
  })),
];

/** Changes that stay. */
export const steps: readonly CostCorpus[] = [
  corpus('step-instances', 'twice the instances since a deployment', ({ ago }) => ({
    causes: [{ kind: 'step', line: instances('m5.xlarge', 120, { noise: 0.01 }), start: ago(6), add: 130 }],
  })),
  corpus('step-storage', 'a bucket that was filled by a copy', ({ ago }) => ({
    causes: [{ kind: 'step', line: objects, start: ago(8), add: 64 }],
  })),
  corpus('step-staging', 'a step in one account only, in a usage type that others have too', ({ ago }) => ({
    causes: [
      {
        kind: 'step',
        start: ago(5),
        add: 95,
        line: instances('m5.large', 38, {
          account: '333344445555',
          tags: {},
          region: 'us-east-1',
          pattern: officeWeek,
          noise: 0.06,
        }),
      },
    ],
  })),
  corpus('ramp-logs', 'logs that grow by six a day more each day', ({ ago }) => ({
    causes: [{ kind: 'ramp', line: logs, start: ago(13), slope: 6 }],
  })),
  corpus('ramp-reads', 'a table that is read more each day', ({ ago }) => ({
    causes: [{ kind: 'ramp', line: reads, start: ago(17), slope: 5 }],
  })),
  corpus('ramp-volumes', 'volumes that are made and never deleted', ({ ago }) => ({
    causes: [{ kind: 'ramp', line: volumes('gp3', 36), start: ago(20), slope: 3.2 }],
  })),
];

const requests = line({
  service: serviceNames.storage,
  usage: 'Requests-Tier1',
  operation: 'PutObject',
  daily: 8,
  unit: 'Requests',
  price: 0.000005,
  noise: 0.06,
});
const snapshots = line({
  service: serviceNames.computeOther,
  usage: 'EBS:SnapshotUsage',
  operation: 'CreateSnapshot',
  daily: 11,
  unit: 'GB-Mo',
  noise: 0.004,
});

/** Changes that are plain in their own line and vanish in the total of their service. */
export const small: readonly CostCorpus[] = [
  corpus('step-small', 'twice as many writes to a bucket, a few percent of what storage costs', ({ ago }) => ({
    causes: [{ kind: 'step', line: requests, start: ago(9), add: 9.5 }],
  })),
  corpus('step-in-large-service', 'a tenth more of a service, all of it from downloads', ({ ago }) => ({
    causes: [{ kind: 'step', line: transferOut(42), start: ago(6), add: 44 }],
  })),
  corpus('spike-small', 'a day of calls to a function', ({ ago }) => ({
    causes: [{ kind: 'spike', line: lambda, start: ago(3), days: 1, add: 68 }],
  })),
  corpus('spike-in-large-service', 'two days of twice the load on one type of instance in staging', ({ ago }) => ({
    causes: [
      {
        kind: 'spike',
        line: instances('m5.large', 38, {
          account: '333344445555',
          tags: {},
          region: 'us-east-1',
          pattern: officeWeek,
          noise: 0.06,
        }),
        start: ago(5),
        days: 2,
        add: 44,
      },
    ],
  })),
  corpus('ramp-slow', 'snapshots that nobody deletes, ninety cents a day more each day', ({ ago }) => ({
    causes: [{ kind: 'ramp', line: snapshots, start: ago(27), slope: 0.9 }],
  })),
  corpus('ramp-in-large-service', 'a type of instance that scales up a little each day', ({ ago }) => ({
    causes: [{ kind: 'ramp', line: instances('m5.xlarge', 120, { noise: 0.01 }), start: ago(20), slope: 2.2 }],
  })),
];

/** Things that were not there before. */
export const arrivals: readonly CostCorpus[] = [
  corpus('new-service', 'a model that is asked for the first time', ({ ago }) => ({
    causes: [
      {
        kind: 'new',
        start: ago(5),
        line: line({
          service: serviceNames.model,
          usage: 'Claude-InputTokens',
          operation: 'InvokeModelInference',
          daily: 140,
          unit: '1K tokens',
          price: 0.003,
          noise: 0.1,
          from: ago(5),
        }),
      },
    ],
  })),
  corpus('new-region', 'instances in a region that was never used', ({ ago }) => ({
    causes: [
      {
        kind: 'new',
        start: ago(3),
        line: instances('p3.2xlarge', 370, { region: 'sa-east-1', from: ago(3), noise: 0.01, tags: {} }),
      },
    ],
  })),
  corpus('new-usage-type', 'backups of a kind that was never taken', ({ ago }) => ({
    causes: [
      {
        kind: 'new',
        start: ago(7),
        line: line({
          service: serviceNames.database,
          usage: 'RDS:ChargedBackupUsage',
          operation: 'CreateDBInstance:0021',
          daily: 72,
          unit: 'GB-Mo',
          noise: 0.01,
          from: ago(7),
        }),
      },
    ],
  })),
  corpus(
    'fee-support',
    'a support plan that was taken this month',
    () => ({
      causes: [
        {
          kind: 'recurring fee',
          start: '2026-11-01',
          line: fee({
            service: 'AWS Support (Enterprise)',
            usage: 'Dollar',
            daily: 5500,
            recordType: 'Support',
            pattern: { kind: 'monthly', day: 1 },
            account: '222233334444',
            from: '2026-11-01',
          }),
        },
      ],
    }),
    { now: '2026-11-06T12:00:00Z' },
  ),
  corpus(
    'fee-reservation',
    'a reservation with a monthly fee and nothing that uses it',
    () => ({
      causes: [
        {
          kind: 'recurring fee',
          start: '2026-11-01',
          line: fee({
            service: serviceNames.compute,
            usage: 'HeavyUsage:r5.4xlarge',
            operation: 'RunInstances',
            region: 'eu-west-1',
            daily: 980,
            recordType: 'RIFee',
            pattern: { kind: 'monthly', day: 1 },
            from: '2026-11-01',
          }),
        },
      ],
    }),
    { now: '2026-11-09T12:00:00Z' },
  ),
  corpus('fee-savings-plan', 'a Savings Plan that covers nothing, billed each day', ({ ago }) => ({
    causes: [
      {
        kind: 'recurring fee',
        start: ago(6),
        line: fee({
          service: serviceNames.savingsPlans,
          usage: 'ComputeSP:1yrNoUpfront',
          daily: 96,
          recordType: 'SavingsPlanRecurringFee',
          region: 'global',
          account: '111122223333',
          from: ago(6),
        }),
      },
    ],
  })),
];

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
    () => ({
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
          start: '2026-11-01',
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
