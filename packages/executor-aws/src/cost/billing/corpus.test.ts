import { type CostCorpus, costCorpora, type SaidChange, scoreCosts } from '@cloudops/testbed';
import { describe, expect, it } from 'vitest';
import { readLedger } from './__fixtures__/ledger-steps.ts';
import { analyzeCost } from './analyze-cost.ts';

async function answer(corpus: CostCorpus, seed: number) {
  const known = corpus.build(seed);
  const analysis = analyzeCost({ scope: {}, steps: await readLedger(known.ledger) });
  const said = analysis.findings.filter(({ role }) => role === 'fault').map(({ data }) => data as SaidChange);
  return { known, analysis, said, score: scoreCosts(said, known) };
}

describe('a bill with known causes', () => {
  it.each(costCorpora.map((corpus) => [corpus.name, corpus] as const))(
    '%s: finds each and nothing else',
    async (_, corpus) => {
      const { score } = await answer(corpus, 1);
      expect(score.missed).toEqual([]);
      expect(score.wrong).toEqual([]);
    },
  );

  it('is read with at most a dozen requests', async () => {
    for (const corpus of costCorpora) {
      const { analysis } = await answer(corpus, 1);
      const paid = analysis.figures.find(({ name }) => name === 'requests paid')?.value ?? 99;
      expect(paid, corpus.name).toBeLessThanOrEqual(10);
    }
  });

  it('states kinds as they were made', async () => {
    for (const name of ['spike-nat', 'step-instances', 'ramp-reads', 'new-region', 'refund', 'migration-region']) {
      const corpus = costCorpora.find((one) => one.name === name);
      if (corpus === undefined) throw new TypeError(name);
      const { known, said } = await answer(corpus, 1);
      expect(said.map(({ kind }) => kind)).toEqual(known.expectations.map(({ kind }) => kind));
    }
  });
});
