import { officeWeek } from '../ledger/pattern.ts';
import { type CostCorpus, corpus } from './corpus.ts';
import { instances, line, natBytes, serviceNames, transferOut, volumes } from './lines.ts';

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
