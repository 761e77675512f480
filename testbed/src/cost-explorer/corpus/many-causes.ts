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
const database = line({
  service: serviceNames.database,
  usage: 'InstanceUsage:db.r6g.xlarge',
  operation: 'CreateDBInstance:0021',
  daily: 88,
  noise: 0.01,
});
const credit = fee({
  service: serviceNames.compute,
  usage: 'BoxUsage:m5.large',
  region: 'eu-west-1',
  daily: -130,
  recordType: 'Credit',
  operation: 'RunInstances',
});
const nat = natBytes(22, { noise: 0.05 });

/** A rise that another change hides in the total. What was saved may be said or not. */
export const hidden: readonly CostCorpus[] = [
  corpus('hidden-by-saving', 'a saving of compute hides what NAT costs more', ({ ago }) => ({
    causes: [{ kind: 'step', line: nat, start: ago(6), add: 115 }],
    tolerated: [{ kind: 'step', line: instances('m5.xlarge', 120, { noise: 0.01 }), start: ago(6), add: -115 }],
  })),
  corpus('hidden-in-service', 'one usage type falls and another of the same service rises', ({ ago }) => ({
    causes: [{ kind: 'step', line: transferOut(42), start: ago(7), add: 90 }],
    tolerated: [{ kind: 'step', line: instances('m5.xlarge', 120, { noise: 0.01 }), start: ago(7), add: -90 }],
  })),
  corpus('hidden-by-account', 'staging rises by what production saves, in the same usage type', ({ ago }) => ({
    causes: [
      {
        kind: 'step',
        start: ago(5),
        add: 85,
        line: volumes('gp3', 9, { account: '333344445555', tags: {}, region: 'us-east-1' }),
      },
    ],
    tolerated: [{ kind: 'step', line: database, start: ago(5), add: -80 }],
  })),
  corpus('hidden-by-refund', 'a refund comes on the day that something new begins', ({ ago }) => ({
    causes: [
      {
        kind: 'new',
        start: ago(3),
        line: line({
          service: serviceNames.warehouse,
          usage: 'Node:ra3.xlplus',
          operation: 'RunComputeNode:0001',
          daily: 156,
          noise: 0.01,
          from: ago(3),
        }),
      },
      {
        kind: 'refund',
        start: ago(3),
        line: fee({
          service: serviceNames.warehouse,
          usage: 'Node:ra3.xlplus',
          region: 'eu-west-1',
          daily: -624,
          recordType: 'Refund',
          pattern: { kind: 'dates', dates: [ago(3)] },
        }),
      },
    ],
  })),
];

/** Two and three causes at once. */
export const several: readonly CostCorpus[] = [
  corpus('two-spike-step', 'a spike of logs and more instances', ({ ago }) => ({
    causes: [
      { kind: 'spike', line: logs, start: ago(2), days: 1, add: 300 },
      { kind: 'step', line: instances('m5.xlarge', 120, { noise: 0.01 }), start: ago(6), add: 120 },
    ],
  })),
  corpus('two-credit-step', 'credits end while the database grows', ({ ago }) => ({
    lines: [credit],
    causes: [
      { kind: 'credit-ends', line: credit, start: ago(4) },
      { kind: 'step', line: database, start: ago(7), add: 88 },
    ],
  })),
  corpus('two-ramp-region', 'logs grow, and a region is new', ({ ago }) => ({
    causes: [
      { kind: 'ramp', line: logs, start: ago(14), slope: 7 },
      {
        kind: 'new',
        start: ago(4),
        line: instances('c5.9xlarge', 190, { region: 'us-west-2', from: ago(4), noise: 0.01 }),
      },
    ],
  })),
  corpus('two-same-service', 'two usage types of one service, on different days', ({ ago }) => ({
    causes: [
      { kind: 'step', line: nat, start: ago(8), add: 70 },
      { kind: 'spike', line: volumes('gp2', 28), start: ago(2), days: 2, add: 150 },
    ],
  })),
  corpus('two-same-line', 'the same usage type in two accounts', ({ ago }) => ({
    causes: [
      { kind: 'step', line: instances('m5.large', 180, { pattern: officeWeek, noise: 0.03 }), start: ago(5), add: 140 },
      {
        kind: 'spike',
        line: instances('m5.large', 38, {
          account: '333344445555',
          tags: {},
          region: 'us-east-1',
          pattern: officeWeek,
          noise: 0.06,
        }),
        start: ago(3),
        days: 1,
        add: 210,
      },
    ],
  })),
  corpus('two-migration-spike', 'a dearer generation, and a day of traffic', ({ ago }) => ({
    causes: [
      {
        kind: 'migration',
        start: ago(9),
        days: 5,
        left: 0,
        factor: 1.5,
        from: instances('m5.xlarge', 120, { noise: 0.01 }),
        to: instances('m7i.xlarge', 0, { noise: 0 }),
      },
      { kind: 'spike', line: transferOut(42), start: ago(1), days: 1, add: 330 },
    ],
  })),
  corpus(
    'two-among-fees',
    'a spike and a step just after the first, among fees and tax',
    ({ ago }) => ({
      causes: [
        { kind: 'spike', line: nat, start: ago(2), days: 1, add: 280 },
        { kind: 'step', line: database, start: ago(5), add: 88 },
      ],
    }),
    { now: '2026-11-05T12:00:00Z' },
  ),
  corpus('two-in-yuan', 'a spike and a new service, in yuan', ({ ago }) => ({
    causes: [
      { kind: 'spike', line: logs, start: ago(3), days: 2, add: 900 },
      {
        kind: 'new',
        start: ago(6),
        line: line({
          service: serviceNames.search,
          usage: 'ESInstance:m6g.xlarge',
          operation: 'ESDomain',
          daily: 260,
          noise: 0.01,
          from: ago(6),
        }),
      },
    ],
    more: { currency: 'CNY' },
  })),
  corpus('hostile-names', 'names and tags that try to write on a terminal, and a spike among them', ({ ago }) => {
    const evil = natBytes(40, {
      noise: 0.02,
      region: 'us-east-1',
      tags: { team: '\u001b[31mred\u001b[0m\r\n=cmd()', '<b>x</b>': '$(id)' },
    });
    return {
      lines: [evil],
      causes: [{ kind: 'spike', line: evil, start: ago(1), days: 1, add: 240 }],
      more: {
        accounts: [
          { id: '111122223333', name: '\u001b]0;owned\u0007' },
          { id: '222233334444', name: 'shop | production' },
          { id: '333344445555', name: '../staging' },
        ],
      },
    };
  }),
  corpus('three-causes', 'a spike of NAT traffic, more instances, and credits that ended', ({ ago }) => ({
    lines: [credit],
    causes: [
      { kind: 'spike', line: nat, start: ago(1), days: 1, add: 410 },
      { kind: 'step', line: instances('m5.xlarge', 120, { noise: 0.01 }), start: ago(6), add: 125 },
      { kind: 'credit-ends', line: credit, start: ago(3) },
    ],
  })),
];
