import { type CostCorpus, costCorpora } from '@cloudops/testbed';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCalls } from '../../__fixtures__/count-calls.ts';
import type { StepEvidence } from '../../listing/listing.ts';
import { contextAt, readLedger } from './__fixtures__/ledger-steps.ts';
import { billSteps, costAnswer } from './__fixtures__/steps.ts';
import { analyzeCostAction } from './actions.ts';
import { analyzeCost } from './analyze-cost.ts';

const context = contextAt('2026-11-20T12:00:00Z');
const run = (steps: Record<string, StepEvidence>) => analyzeCostAction.doRun({ scope: {}, steps }, context);

function named(name: string): CostCorpus {
  const corpus = costCorpora.find((one) => one.name === name);
  if (corpus === undefined) throw new TypeError(name);
  return corpus;
}

interface CostOutput {
  readonly results: readonly { readonly keys: readonly string[] }[];
}

function reordered(steps: Record<string, StepEvidence>, seed: number): Record<string, StepEvidence> {
  return Object.fromEntries(
    Object.entries(steps).map(([step, evidence]) => {
      const output = evidence.output as CostOutput;
      if (step === 'drills') return [step, evidence];
      const order = (row: { readonly keys: readonly string[] }) => JSON.stringify(row.keys).length * seed;
      const results = [...output.results].sort((a, b) => (order(a) % 97) - (order(b) % 97));
      return [step, { ...evidence, output: { ...output, results } }];
    }),
  );
}

/** Findings without the evidence, whose pointers name positions of rows. */
const essence = (steps: Record<string, StepEvidence>) => {
  const { findings, ruled_out, figures } = analyzeCost({ scope: {}, steps });
  return JSON.stringify([findings.map(({ evidence: _, ...rest }) => rest), ruled_out.map(({ why }) => why), figures]);
};

describe('the analysis of a bill', () => {
  it('is the same bytes for the same evidence, and whatever the order of rows', async () => {
    const steps = await readLedger(named('three-causes').build(3).ledger);
    expect(JSON.stringify(analyzeCost({ scope: {}, steps }))).toBe(JSON.stringify(analyzeCost({ scope: {}, steps })));
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 96 }), (seed) => {
        expect(essence(reordered(steps, seed))).toBe(essence(steps));
      }),
      { numRuns: 15 },
    );
  });

  it('is not moved by a service that costs the same every day', () => {
    const shape = (base: number, add: number, start: number) => (day: number) => base + (day >= start ? add : 0);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 50, max: 88 }),
        fc.integer({ min: 1, max: 5000 }),
        (base, add, start, constant) => {
          const one = { service: 'AWS Glue', usageType: 'EU-ETL', dollars: shape(base, add, start) };
          const calm = { service: 'AmazonCloudWatch', usageType: 'EU-Alarms', dollars: () => constant };
          const data = (steps: Record<string, StepEvidence>) =>
            analyzeCost({ scope: {}, steps }).findings.map((finding) => finding.data);
          expect(data(billSteps([one, calm]))).toEqual(data(billSteps([one])));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shows drivers that add up to the change of the bill, to the cent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_999_999 }), { minLength: 1, maxLength: 30 }), (amounts) => {
        const usage = amounts.map((amount, index) => ({
          ...{ service: `s${index % 4}`, usageType: `u${index}` },
          dollars: (day: number) => ((amount * (day + 3)) % 7919) / 1e4 + 0.0001,
        }));
        const figures = analyzeCost({ scope: {}, steps: billSteps(usage) }).figures.filter(
          ({ group }) => group === 'drivers',
        );
        const cents = figures.map(({ value }) => Math.round((value ?? 0) * 100));
        expect(cents.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(cents.at(-1));
      }),
      { numRuns: 60 },
    );
  });

  it('says unknown, never unchanged, without any cost', async () => {
    const nothing = costAnswer([]);
    expect(await run({ records: nothing, usage: nothing })).toMatchObject({
      status: 'unknown',
      reason: { kind: 'not-found' },
    });
  });

  it('hands on why the bill could not be read, with the permission', async () => {
    const reason = { kind: 'denied', message: 'not allowed', needs: 'ce:GetCostAndUsage' } as const;
    const answer = await run({ ...billSteps([]), records: { status: 'unknown', reason } });
    expect(answer).toMatchObject({ status: 'unknown', reason });
  });

  it('names a cut that was denied as not checked, and still answers', async () => {
    const reason = { kind: 'denied', message: 'not allowed', needs: 'ce:GetCostAndUsage' } as const;
    const steps = billSteps([{ service: 'AWS Glue', usageType: 'EU-ETL', dollars: (day) => (day < 80 ? 50 : 150) }]);
    const { findings, not_checked } = analyzeCost({
      scope: {},
      steps: { ...steps, regions: { status: 'unknown', reason } },
    });
    expect(findings).toHaveLength(1);
    expect(not_checked.map(({ what }) => what)).toContain('cost by region');
  });

  it('carries another currency', () => {
    const steps = billSteps([{ service: 'AWS Glue', usageType: 'EU-ETL', dollars: (day) => (day < 80 ? 50 : 150) }]);
    const row = { keys: ['Usage', 'AWS Glue'], dollars: (day: number) => (day < 80 ? 50 : 150) };
    const { findings, figures } = analyzeCost({ scope: {}, steps: { ...steps, records: costAnswer([row], 'EUR') } });
    expect(findings[0]?.title).toContain('EUR');
    expect(figures[0]?.unit).toBe('currency:EUR');
  });

  it('keeps hostile names out of sentences', () => {
    const hostile = 'evil\u001b[31m\u202e';
    const steps = billSteps([{ service: hostile, usageType: hostile, dollars: (day) => (day < 80 ? 50 : 150) }]);
    const [finding] = analyzeCost({ scope: {}, steps }).findings;
    expect(`${finding?.title}${finding?.detail}${finding?.resource.name}`).not.toMatch(/[\u001b\u202e]/);
  });

  it('only names changes of a window that is asked for', () => {
    const steps = billSteps([
      { service: 'AWS Glue', usageType: 'EU-ETL', dollars: (day) => (day === 60 || day === 85 ? 900 : 50) },
    ]);
    const of = (window: string | null) =>
      analyzeCost({ scope: {}, settings: { window }, steps })
        .findings.filter(({ role }) => role === 'fault')
        .map(({ data }) => data?.start);
    expect(of('2026-11-09/2026-11-16')).toEqual(['2026-11-13']);
    expect(of(null)).toHaveLength(2);
  });

  describe('of 90 days, 15 services and 3 accounts', () => {
    const accounts = ['111122223333', '222233334444', '333344445555'];
    const bill = (typesPerService: number): Record<string, StepEvidence> => {
      const types = Array.from({ length: 15 * typesPerService }, (_, index) => ({
        service: `s${index % 15}`,
        usageType: `u${index}`,
      }));
      const dollars = (at: number) => (day: number) =>
        1 + ((at * 31 + day * 17) % 13) / 10 + (at % 500 === 0 && day > 80 ? 30 : 0);
      return {
        ...billSteps(types.map((type, at) => ({ ...type, dollars: (day) => 3 * dollars(at)(day) }))),
        accounts: costAnswer(
          types.flatMap(({ usageType }, at) => accounts.map((id) => ({ keys: [id, usageType], dollars: dollars(at) }))),
        ),
      };
    };

    it('finds every change among 400 usage types of each service', () => {
      const { findings } = analyzeCost({ scope: {}, steps: bill(400) });
      expect(findings.filter(({ role }) => role === 'fault')).toHaveLength(36);
    });

    it('takes work that grows as the number of usage types does', async () => {
      const [few, many] = [bill(50), bill(200)];
      const small = await countCalls(() => analyzeCost({ scope: {}, steps: few }));
      const large = await countCalls(() => analyzeCost({ scope: {}, steps: many }));
      expect(small).toBeGreaterThan(10_000);
      // Four times the types; their square would be sixteen times the work.
      expect(large / small).toBeLessThan(6);
    });
  });
});
