import { type CostCorpus, corpus } from './corpus.ts';
import { fee, instances, line, serviceNames } from './lines.ts';

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
    ({ month }) => ({
      causes: [
        {
          kind: 'recurring fee',
          start: month,
          line: fee({
            service: 'AWS Support (Enterprise)',
            usage: 'Dollar',
            daily: 5500,
            recordType: 'Support',
            pattern: { kind: 'monthly', day: 1 },
            account: '222233334444',
            from: month,
          }),
        },
      ],
    }),
    { now: '2026-11-06T12:00:00Z' },
  ),
  corpus(
    'fee-reservation',
    'a reservation with a monthly fee and nothing that uses it',
    ({ month }) => ({
      causes: [
        {
          kind: 'recurring fee',
          start: month,
          line: fee({
            service: serviceNames.compute,
            usage: 'HeavyUsage:r5.4xlarge',
            operation: 'RunInstances',
            region: 'eu-west-1',
            daily: 980,
            recordType: 'RIFee',
            pattern: { kind: 'monthly', day: 1 },
            from: month,
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
