import { describe, expect, it } from 'vitest';
import { fromUnits } from '../ledger/amount.ts';
import { addDays } from '../ledger/day.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { ledgerToCostAndUsage } from '../query/cost-and-usage.ts';
import { costCorpora, largeCostCorpus } from './corpora.ts';
import { scoreCosts } from './score.ts';

const byName = (name: string) => {
  const found = costCorpora.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no corpus ${name}`);
  return found;
};

function total(ledger: Ledger, from: string, to: string, usageType: string): number {
  const items = ledger.items.filter(({ key, date }) => key.usageType === usageType && date >= from && date <= to);
  return fromUnits(items.reduce((sum, item) => sum + item.unblended, 0));
}

const built = costCorpora.map((one) => ({ name: one.name, known: one.build() }));

describe('the corpora', () => {
  it('are forty or more, under names of their own', () => {
    expect(costCorpora.length).toBeGreaterThanOrEqual(40);
    expect(new Set(costCorpora.map(({ name }) => name)).size).toBe(costCorpora.length);
  });

  it('are by half or more bills without a cause or with several', () => {
    const counts = built.map(({ known }) => known.expectations.length);
    expect(counts.filter((count) => count !== 1).length * 2).toBeGreaterThanOrEqual(costCorpora.length);
    expect(counts.filter((count) => count === 0).length).toBeGreaterThanOrEqual(20);
  });

  it('hold causes of every kind', () => {
    const kinds = new Set(built.flatMap(({ known }) => known.expectations.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['credit', 'migration', 'new', 'ramp', 'recurring fee', 'spike', 'step']);
  });

  it.each(['quiet', 'bursty', 'three-causes', 'migration-net-zero'])('%s is the same each time it is built', (name) => {
    const one = byName(name);
    expect(JSON.stringify(one.build(3))).toBe(JSON.stringify(one.build(3)));
  });

  it.each(built)('$name has causes within its complete days', ({ known }) => {
    const { expectations, completeThrough, ledger } = known;
    for (const cause of expectations) {
      expect(cause.start <= completeThrough, cause.start).toBe(true);
      expect(Math.abs(cause.delta_usd)).toBeGreaterThanOrEqual(60);
      expect(Math.abs(cause.daily_usd)).toBeLessThanOrEqual(Math.abs(cause.delta_usd) + 1e-9);
      expect(ledger.items.some(({ key }) => key.usageType === cause.usage_type && key.service === cause.service)).toBe(
        true,
      );
    }
  });

  it.each(costCorpora)('$name can be moved to another day', (one) => {
    const { expectations, completeThrough } = one.build(1, '2027-03-10T15:00:00Z');
    expect(completeThrough).toBe('2027-03-07');
    for (const { start } of expectations) expect(start >= '2027-02-01' && start <= completeThrough).toBe(true);
  });

  it('differ between seeds in noise and not in causes', () => {
    const [one, two] = [byName('spike-nat').build(1), byName('spike-nat').build(2)];
    expect(one.expectations).toEqual(two.expectations);
    expect(one.ledger.items).not.toEqual(two.ledger.items);
  });
});

describe('a cause', () => {
  it('adds to the ledger exactly what its expectation says', () => {
    const { ledger, expectations, completeThrough } = byName('spike-nat').build();
    const [spike] = expectations;
    expect(spike).toMatchObject({ usage_type: 'EU-NatGateway-Bytes', delta_usd: 310, daily_usd: 310, kind: 'spike' });
    const [day, before] = [spike?.start ?? '', addDays(spike?.start ?? '', -7)];
    const rise = total(ledger, day, day, 'EU-NatGateway-Bytes') - total(ledger, before, before, 'EU-NatGateway-Bytes');
    expect(Math.abs(rise - 310)).toBeLessThan(8);
    expect(completeThrough).toBe('2026-11-17');
  });

  it('of a migration is its net amount', () => {
    const [move] = byName('migration-generation').build().expectations;
    expect(move).toMatchObject({ usage_type: 'EU-BoxUsage:m7i.xlarge', kind: 'migration', start: '2026-11-09' });
    expect(move?.daily_usd).toBeGreaterThan(50);
    expect(move?.daily_usd).toBeLessThan(58);
  });

  it('of credits that end is what they no longer take off', () => {
    const [end] = byName('credit-ends').build().expectations;
    expect(end).toMatchObject({ delta_usd: 780, daily_usd: 130, kind: 'credit', start: '2026-11-12' });
  });
});

describe('the last days', () => {
  it('are incomplete', () => {
    const { ledger } = byName('quiet').build();
    const request = {
      TimePeriod: { Start: '2026-11-16', End: '2026-11-21' },
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost'],
    };
    const days = ledgerToCostAndUsage(ledger, request).ResultsByTime.map(({ Total }) =>
      Number(Total.UnblendedCost?.Amount),
    );
    expect(days[4]).toBeLessThan((days[1] ?? 0) * 0.2);
    expect(days[3]).toBeLessThan((days[1] ?? 0) * 0.7);
  });
});

describe('the large corpus', () => {
  it('has 15 services, 400 usage types and three accounts over 90 days', () => {
    const { ledger, expectations } = largeCostCorpus.build();
    const keys = ledger.items.map(({ key }) => key);
    expect(new Set(keys.map(({ service }) => service)).size).toBe(15);
    expect(new Set(keys.map(({ usageType }) => usageType)).size).toBe(400);
    expect(new Set(keys.map(({ account }) => account)).size).toBe(3);
    expect(new Set(ledger.items.map(({ date }) => date)).size).toBe(91);
    expect(expectations).toHaveLength(3);
  });
});

describe('a score', () => {
  const known = byName('hidden-by-saving').build();
  const right = known.expectations[0] ?? {};

  it('counts what fits, and takes nothing for what is tolerated', () => {
    expect(scoreCosts([right, known.tolerated[0] ?? {}], known)).toEqual({ matched: 1, missed: [], wrong: [] });
  });

  it.each([
    [{ usage_type: 'other' }],
    [{ start: '2026-11-01' }],
    [{ delta_usd: 1 }],
    [{ account: '999900001111' }],
    [{ service: undefined }],
  ])('misses a finding that says %j', (change) => {
    expect(scoreCosts([{ ...right, ...change }], known)).toMatchObject({
      matched: 0,
      missed: [right],
      wrong: [{ ...right, ...change }],
    });
  });

  it('counts one finding for one cause only', () => {
    expect(scoreCosts([right, right], known).wrong).toHaveLength(1);
  });
});
