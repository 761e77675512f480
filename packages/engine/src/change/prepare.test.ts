import type { Evidence, Observation, Provider } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench } from '../__fixtures__/change-bench.ts';

const signal = AbortSignal.timeout(60_000);
let bench: ChangeBench;

afterEach(() => bench.close());

/** The provider, with another answer to what would be touched. */
function observing(provider: Provider, change: (seen: Observation) => unknown): Provider {
  const actions = provider.actions.map((action) => {
    const protocol = action.change;
    if (protocol === undefined) return action;
    const doObserve = async (...given: Parameters<typeof protocol.doObserve>): Promise<Evidence<Observation>> => {
      const seen = await protocol.doObserve(...given);
      return seen.status === 'present' ? { status: 'present', output: change(seen.output) as Observation } : seen;
    };
    return { ...action, change: { ...protocol, doObserve } };
  });
  return { ...provider, actions };
}

describe('a plan of a provider that says what it must not', () => {
  it.each<[string, (seen: Observation) => unknown]>([
    ['nothing', () => undefined],
    ['no object', (seen) => ({ ...seen, objects: [] })],
    ['a reach that is no number', (seen) => ({ ...seen, blast_radius: Number.NaN })],
    ['a reach below zero', (seen) => ({ ...seen, blast_radius: -100 })],
    ['parts of an hour of a cent', (seen) => ({ ...seen, monthly_cents: 0.5 })],
  ])('is bound to nothing: %s', async (_, change) => {
    bench = await createChangeBench();
    const engine = bench.another({ connect: async () => [observing(bench.world.provider(), change)] });
    const inputs = { name: 'api', replicas: 5 };
    const answer = await engine.triage('memory-scale', 'a change', { signal, inputs, dryRun: true });
    expect(answer).toMatchObject({ kind: 'unreachable', file: null });
    expect(answer.report.summary).toContain('broke its promise');
    expect((await bench.records()).at(-1)).toMatchObject({
      event: 'plan.refused',
      result: { status: 'unreadable' },
    });
  });
});
