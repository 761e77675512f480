import { describe, expect, it } from 'vitest';
import { fromUnits } from '../ledger/amount.ts';
import { addDays } from '../ledger/day.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { median } from '../operations/statistics.ts';
import { costCorpora } from './corpora.ts';
import type { CostCase } from './corpus.ts';
import { randomCostCorpus } from './random.ts';

function byService(ledger: Ledger): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const series = new Map<string, Map<string, number>>();
  for (const { key, date, unblended } of ledger.items) {
    const days = series.get(key.service) ?? new Map<string, number>();
    series.set(key.service, days.set(date, (days.get(date) ?? 0) + fromUnits(unblended)));
  }
  return series;
}

/**
 * CST-01 as it is commonly written: a service's day against the median of the same weekday in four weeks, + 20 % and
 * + 50; asked on each of the last days.
 */
function naive({ ledger, completeThrough }: CostCase, lastDays: number): readonly string[] {
  const window = Array.from({ length: lastDays }, (_, index) => addDays(completeThrough, -index));
  return [...byService(ledger)].flatMap(([service, days]) => {
    const isHigh = window.some((day) => {
      const usual = median([7, 14, 21, 28].map((before) => days.get(addDays(day, -before)) ?? 0));
      const rise = (days.get(day) ?? 0) - usual;
      return rise > 50 && rise > usual * 0.2;
    });
    return isHigh ? [service] : [];
  });
}

/** Generous: naming the service is enough. */
function rates(cases: readonly CostCase[], lastDays: number): { precision: number; recall: number } {
  let [right, alarms, expected] = [0, 0, 0];
  for (const one of cases) {
    const said = naive(one, lastDays);
    const found = one.expectations.filter(({ service }) => said.includes(service));
    right += found.length;
    alarms += Math.max(said.length, found.length);
    expected += one.expectations.length;
  }
  return { precision: right / alarms, recall: right / expected };
}

const chosen: readonly CostCase[] = Array.from({ length: 40 }, (_, index) => randomCostCorpus(index).build());
const known: readonly CostCase[] = costCorpora.map((one) => one.build());

describe('the usual check of a service’s day against its weekdays', () => {
  it.each([
    ['the corpora', known],
    ['chosen bills', chosen],
  ])('misses a third of %s when asked about one day', (_, cases) => {
    expect(rates(cases, 1).recall).toBeLessThan(0.67);
  });

  it.each([
    ['the corpora', known],
    ['chosen bills', chosen],
  ])('raises false alarms over %s when asked about a week', (_, cases) => {
    expect(rates(cases, 7).precision).toBeLessThan(0.67);
  });
});

describe('a chosen bill', () => {
  it('is the same for the same number', () => {
    expect(JSON.stringify(randomCostCorpus(7).build())).toBe(JSON.stringify(randomCostCorpus(7).build()));
  });

  it('has none to three causes, each within the complete days', () => {
    const counts = new Set(chosen.map(({ expectations }) => expectations.length));
    expect([...counts].sort()).toEqual([0, 1, 2, 3]);
    for (const { expectations, completeThrough } of chosen) {
      for (const { start, delta_usd } of expectations) {
        expect(start <= completeThrough).toBe(true);
        expect(Math.abs(delta_usd)).toBeGreaterThan(60);
      }
    }
  });
});
