import { type CostCorpus, costCorpora, type SaidChange, scoreCosts } from '@cloudops/testbed';
import { describe, expect, it } from 'vitest';
import { readLedger } from './__fixtures__/ledger-steps.ts';
import { analyzeCost } from './analyze-cost.ts';

/** Each bill is made and read once, whoever looks at it. */
const answers = new Map<string, ReturnType<typeof readAnew>>();

function readAnswer(corpus: CostCorpus): ReturnType<typeof readAnew> {
  const answer = answers.get(corpus.name) ?? readAnew(corpus);
  answers.set(corpus.name, answer);
  return answer;
}

async function readAnew(corpus: CostCorpus) {
  const known = corpus.build(1);
  const analysis = analyzeCost({ scope: {}, steps: await readLedger(known.ledger) });
  const said = analysis.findings.filter(({ role }) => role === 'fault').map(({ data }) => data as SaidChange);
  const paid = analysis.figures.find(({ name }) => name === 'requests paid')?.value ?? 99;
  return { known, said, paid, score: scoreCosts(said, known) };
}

describe('a bill with known causes', () => {
  it.each(costCorpora.map((corpus) => [corpus.name, corpus] as const))(
    '%s: finds each and nothing else, for at most ten requests',
    async (_, corpus) => {
      const { score, paid } = await readAnswer(corpus);
      expect(paid).toBeLessThanOrEqual(10);
      expect(score.missed).toEqual([]);
      expect(score.wrong).toEqual([]);
    },
  );

  it('states kinds as they were made', async () => {
    for (const name of ['spike-nat', 'step-instances', 'ramp-reads', 'new-region', 'refund', 'migration-region']) {
      const corpus = costCorpora.find((one) => one.name === name);
      if (corpus === undefined) throw new TypeError(name);
      const { known, said } = await readAnswer(corpus);
      expect(said.map(({ kind }) => kind)).toEqual(known.expectations.map(({ kind }) => kind));
    }
  });
});
