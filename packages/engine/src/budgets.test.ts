import { createPolicyEngine, loadDefaultPolicies } from '@cloudops/policy';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, createBench } from './__fixtures__/bench.ts';
import { createEngine } from './index.ts';

const signal = AbortSignal.timeout(60_000);
let bench: Bench | undefined;

afterEach(async () => {
  await bench?.close();
});

function setUp(calls: number): Bench {
  const source = loadDefaultPolicies();
  const budgets = [{ name: 'requests', of: '*', window: 'month', calls } as const];
  const load = () => ({ ...source, data: { ...source.data, budgets } });
  bench = createBench({ policy: createPolicyEngine({ load, worker: false }) });
  return bench;
}

describe('a budget of API requests', () => {
  it('binds questions too: what is not left is not spent, and recorded', async () => {
    const { options, provider, records } = setUp(1);
    const answer = await createEngine(options).investigate('why is cpu high?', { signal });
    expect(answer).toMatchObject({ kind: 'denied', run: null });
    expect(answer.report.summary).toContain('The budget requests of');
    expect(provider.calls()).toEqual([]);
    expect((await records()).at(-1)).toMatchObject({
      event: 'execution.finished',
      result: { status: 'budget-exceeded' },
    });
  });

  it('is charged with what was sent, not with what was set aside', async () => {
    const { options } = setUp(50);
    const engine = createEngine(options);
    for (let count = 0; count < 4; count += 1) {
      expect(await engine.investigate('why is cpu high?', { signal })).toMatchObject({ kind: 'answered' });
    }
  });
});
