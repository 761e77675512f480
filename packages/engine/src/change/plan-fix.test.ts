import type { Json, Remediation } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../__fixtures__/bench.ts';
import { createEngine, type Engine } from '../index.ts';

const signal = AbortSignal.timeout(60_000);
const benches: Bench[] = [];

afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
});

const proposal: Remediation = { title: 'Look again', playbook: 'memory-cpu', inputs: {}, risk: 'read', undo: '' };

/** An engine and a run of it whose one finding proposes these. */
async function runThatProposes(...remediations: readonly Remediation[]): Promise<{ engine: Engine; run: string }> {
  const finding = {
    ...{ id: 'f_0123456789abcdef', code: 'CPU-104', also: [], role: 'fault', tier: 'status', severity: 'high' },
    resource: { provider: 'memory', target: 'memory', kind: 'Deployment', namespace: 'shop', name: 'api' },
    ...{ instances: ['Deployment/shop/api'], title: 'It is hot', detail: '', evidence: [], cause_of: [] },
    ...{ touches_users: null, since: null, remediations },
  };
  const output = { findings: [finding], ruled_out: [], not_checked: [], figures: [] } as unknown as Json;
  const bench = createBench({ answers: [{ status: 'present', output }] });
  benches.push(bench);
  const engine = createEngine(bench.options);
  const { run } = await engine.investigate('why is cpu high?', { signal });
  return { engine, run: run?.id ?? '' };
}

describe('a proposal of a run', () => {
  it('that names a playbook which only reads is planned as that', async () => {
    const { engine, run } = await runThatProposes({ ...proposal, inputs: { namespace: 'shop', unset: null } });
    const { kind, plan, file } = await engine.planFix(run, 1, { signal });
    expect({ kind, file }).toEqual({ kind: 'planned', file: null });
    expect(plan).toMatchObject({ playbook: { id: 'memory-cpu' }, inputs: { namespace: 'shop' } });
    expect(plan?.steps.map(({ risk_level }) => risk_level)).toEqual(['read']);
  });

  it('that names none is for a person', async () => {
    const { engine, run } = await runThatProposes({ ...proposal, playbook: '', title: 'Ask the team' });
    await expect(engine.planFix(run, 1, { signal })).rejects.toMatchObject({
      code: 'FIX_NOT_PLANNABLE',
      message: 'No playbook does proposal 1; it is done by hand: Ask the team',
    });
  });

  it.each([
    ['a playbook that is not there', { playbook: 'memory-gone' }, 1, 'PLAYBOOK_UNKNOWN'],
    ['an input that no playbook can take', { inputs: { namespace: ['shop'] } }, 1, 'FIX_NOT_PLANNABLE'],
    ['an input that this one has not', { inputs: { node: 'n1' } }, 1, 'INPUT_INVALID'],
    ['a number that it has not', {}, 2, 'FIX_UNKNOWN'],
  ])('with %s is none to plan', async (_what, more, fix, code) => {
    const { engine, run } = await runThatProposes({ ...proposal, ...more });
    await expect(engine.planFix(run, fix, { signal })).rejects.toMatchObject({ code });
  });
});
