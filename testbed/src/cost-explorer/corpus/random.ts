import type { Cause } from '../ledger/cause.ts';
import type { LineSpec } from '../ledger/line.ts';
import { createRandom, type Random } from '../ledger/random.ts';
import { type CostCorpus, corpus, type Times } from './corpus.ts';
import { fee, instances, line, serviceNames } from './lines.ts';
import { ordinaryBill } from './ordinary-bill.ts';

const nows = [
  '2026-11-20T12:00:00Z',
  '2026-11-05T06:00:00Z',
  '2026-10-02T18:30:00Z',
  '2026-09-17T00:10:00Z',
  '2026-12-01T09:00:00Z',
];
const regions = ['us-west-2', 'eu-central-1', 'ap-southeast-2', 'sa-east-1'];
const kinds = ['spike', 'step', 'ramp', 'new', 'credit-ends', 'refund', 'migration'] as const;

function pick<Item>(items: readonly Item[], random: Random, fallback: Item): Item {
  return items[Math.floor(random.next() * items.length)] ?? fallback;
}

const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();
const whole = (random: Random, low: number, high: number): number => Math.floor(between(random, low, high + 1));
const spare: LineSpec = instances('m5.large', 180);

/** A line's own noise, and the largest amount that noise could be taken for. */
function clearOf(spec: LineSpec): number {
  return Math.max(60, spec.daily * spec.noise * 12, spec.daily * 0.5);
}

function moneyBack(target: LineSpec, daily: number, dates?: readonly string[]): LineSpec {
  const { service, region, account, operation } = target.key;
  const spec = fee({
    service,
    region,
    account,
    operation,
    usage: '',
    daily,
    recordType: dates === undefined ? 'Credit' : 'Refund',
    ...(dates === undefined ? {} : { pattern: { kind: 'dates', dates } as const }),
  });
  return { ...spec, key: { ...spec.key, usageType: target.key.usageType } };
}

/** One cause on a line, clear of that line's noise. */
function causeOn(target: LineSpec, random: Random, times: Times): Cause {
  const kind = pick(kinds, random, 'spike');
  const add = clearOf(target) * between(random, 1, 3);
  const start = times.ago(whole(random, 2, 8));
  const region = pick(regions, random, 'sa-east-1');
  switch (kind) {
    case 'spike':
      return { kind, line: target, start, days: whole(random, 1, 2), add: Math.max(add, 120) };
    case 'step':
      return { kind, line: target, start, add };
    case 'ramp':
      return { kind, line: target, start: times.ago(whole(random, 13, 20)), slope: add / between(random, 9, 12) };
    case 'new':
      return { kind, start, line: instances('g5.4xlarge', add, { region, from: start, noise: 0.01, tags: {} }) };
    case 'credit-ends':
      return { kind, start, line: moneyBack(target, -Math.max(add, 40)) };
    case 'refund':
      return { kind, start, line: moneyBack(target, -4 * add, [start]) };
    case 'migration':
      return {
        kind,
        start: times.ago(whole(random, 6, 9)),
        days: whole(random, 2, 4),
        left: 0,
        factor: between(random, 1.5, 2.2),
        from: instances('m5.xlarge', 120, { noise: 0.01 }),
        to: instances(pick(['m6i.xlarge', 'm7i.xlarge', 'm6a.xlarge'], random, 'm7i.xlarge'), 0, { noise: 0 }),
      };
  }
}

/** Things that repeat, or that never mattered. */
function decorations(random: Random, times: Times): readonly LineSpec[] {
  const job = {
    service: serviceNames.batch,
    usage: 'ETL-DPU-Hour',
    operation: 'Jobrun',
    unit: 'DPU-Hour',
    price: 0.44,
    noise: 0.04,
  };
  const vendor = { service: 'Datadog Pro', usage: 'MP:subscription', recordType: 'Fee', region: 'global' } as const;
  const all: readonly LineSpec[] = [
    line({
      ...job,
      daily: between(random, 150, 400),
      pattern: { kind: 'every', days: 14, from: times.ago(whole(random, 0, 13)) },
    }),
    line({
      ...job,
      usage: 'Crawler-DPU-Hour',
      daily: between(random, 150, 300),
      pattern: { kind: 'month-end', days: 2 },
    }),
    line({
      ...job,
      usage: 'DataBrew-Node-Hour',
      daily: between(random, 90, 200),
      pattern: { kind: 'weekday', factors: [0, 0, 0, 0, 0, 1, 0] },
    }),
    fee({ ...vendor, daily: between(random, 600, 2000), pattern: { kind: 'monthly', day: whole(random, 1, 5) } }),
    line({
      service: serviceNames.training,
      usage: 'Train:ml.g5.xlarge',
      operation: 'RunInstance',
      daily: 50,
      noise: 0.1,
      pattern: { kind: 'bursty', chance: 0.3, low: 0.6, high: 2.4 },
    }),
    fee({
      service: serviceNames.savingsPlans,
      usage: 'ComputeSP:1yrAllUpfront',
      daily: 9000,
      recordType: 'SavingsPlanUpfrontFee',
      region: 'global',
      account: '111122223333',
      amortized: 0,
      pattern: { kind: 'dates', dates: [times.ago(whole(random, 0, 6))] },
    }),
  ];
  return all.filter(() => random.next() < 0.45);
}

/** Causes on lines of their own; a cause that would move what another stands on is left out. */
function causesOf(count: number, random: Random, times: Times): readonly Cause[] {
  const free = ordinaryBill().filter(
    ({ key, daily, pattern }) =>
      key.recordType === 'Usage' && pattern.kind !== 'monthly' && daily >= 5 && !key.usageType.includes('m5.xlarge'),
  );
  const causes: Cause[] = [];
  for (let index = 0; index < count && free.length > 0; index += 1) {
    const target = free.splice(Math.floor(random.next() * free.length), 1)[0] ?? spare;
    const cause = causeOn(target, random, times);
    const isTaken = causes.some(({ kind }) => kind === cause.kind && (kind === 'migration' || kind === 'new'));
    if (!isTaken) causes.push(cause);
  }
  return causes;
}

/** A bill with none to three causes and any of the usual recurrences, all chosen by the number. */
export function randomCostCorpus(number: number): CostCorpus {
  const random = createRandom(number * 7_919 + 17);
  const now = pick(nows, random, '2026-11-20T12:00:00Z');
  const count = pick([0, 0, 0, 1, 1, 2, 3], random, 0);
  const state = whole(random, 0, 2 ** 31);
  return corpus(
    `random-${number}`,
    `a bill with up to ${count} causes, chosen by chance`,
    (times) => {
      const chance = createRandom(state);
      const causes = causesOf(count, chance, times);
      const credits = causes.flatMap((cause) => (cause.kind === 'credit-ends' ? [cause.line] : []));
      return { lines: [...decorations(chance, times), ...credits], causes };
    },
    { now },
  );
}
