import { officeWeek } from '../ledger/pattern.ts';
import { type CostCorpus, corpus } from './corpus.ts';
import { instances, line, serviceNames, transferOut } from './lines.ts';

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
