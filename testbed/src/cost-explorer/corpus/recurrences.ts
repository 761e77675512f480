import { type CostCorpus, corpus } from './corpus.ts';
import { fee, line, serviceNames } from './lines.ts';
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
