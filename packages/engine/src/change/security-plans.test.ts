import { createPolicyEngine, loadDefaultPolicies } from '@cloudops/policy';
import { CloudOpsError, type PlanFile } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import {
  apply,
  expectFailed,
  expectRecorded,
  held,
  refusal,
  reseal,
  resealChange,
  save,
  withAction,
} from '../__fixtures__/attack.ts';
import type { ChangeBench } from '../__fixtures__/change-bench.ts';
import { approvedByBob, inDev, openBenches } from '../__fixtures__/open-benches.ts';

/* The security suite, second part: plan files, names and policies. The table is in security.test.ts. */

const setUp = openBenches();
const signal = AbortSignal.timeout(120_000);

const setUpDev = (): Promise<ChangeBench> => inDev(setUp());

const asked = { signal, inputs: { name: 'api', replicas: 5 }, dryRun: true } as const;

describe('what a plan file says', () => {
  it.each([
    ['the effects', { effects: ['replicas: 2 → 3'] }, {}],
    ['no effects', { effects: [] }, {}],
    ['fewer that feel it', {}, { blast_radius: 0 }],
    ['a lower bill', {}, { monthly_cents: -100 }],
    ['that it is in place already', {}, { in_place: true }],
    ['an undo that there is not', {}, { undo: 'by magic' }],
  ])('about %s is looked at again where another log has it, and refused', async (_, object, step) => {
    const bench = await setUpDev();
    const forged = resealChange(await save(bench), (change) => ({
      ...change,
      ...step,
      steps: change.steps.map((each) => ({
        ...each,
        ...step,
        objects: each.objects.map((one) => ({ ...one, ...object })),
      })),
    }));
    const says = /not made by whoever writes this audit log.*not what is seen here.*Plan again/;
    await expectFailed(bench, await apply(bench, forged), refusal('plan-foreign', says, 'stale'));
  });

  it('is believed where it is true, also where another log has it', async () => {
    const [there, here] = [await setUpDev(), await setUpDev()];
    expect((await apply(here, await save(there))).kind).toBe('answered');
  });

  it('about the object is refused where it has moved since', async () => {
    const [there, here] = [await setUpDev(), await setUpDev()];
    const file = await save(there, { name: 'web', replicas: 4 });
    const moved = resealChange(file, (change) => ({
      ...change,
      steps: change.steps.map((step) => ({
        ...step,
        objects: step.objects.map((object) => ({ ...object, version: 'sha256:00' })),
      })),
    }));
    const says = /Workload web has moved.*Plan again/;
    await expectFailed(here, await apply(here, moved), refusal('state-moved', says, 'stale'));
  });

  it.each([
    ['the summary', { human_summary: 'Reads a little.' }],
    ['the costs', { estimated_cost_usd: 9 }],
    ['what was left out', { skipped: [{ id: 'check', why: 'no need' }] }],
  ])('about %s is refused where the playbook does not say so', async (_, parts) => {
    const bench = await setUpDev();
    const forged = reseal(await save(bench), (plan) => ({ ...plan, ...parts }));
    await expectFailed(bench, await apply(bench, forged), refusal('steps-differ', /written by hand.*Plan again/));
  });

  it('about the decision is not asked for', async () => {
    const bench = await setUp();
    const { decision, ...file } = await save(bench);
    const steps = decision.steps.map((step) => ({ ...step, outcome: 'approved' as const }));
    const answer = await apply(bench, { ...file, decision: { ...decision, outcome: 'approved', steps } });
    await expectFailed(bench, answer, { ...held, says: /Needs 1 more approval.*Ask bob, carol/ });
  });

  it('about the dry run is not believed: it is asked again', async () => {
    const bench = await setUp();
    const refuse = async () =>
      ({ status: 'unknown', reason: { kind: 'denied', message: 'admission says no', needs: 'patch' } }) as const;
    const provider = withAction(bench, (action) =>
      action.change === undefined ? action : { ...action, change: { ...action.change, doDryRun: refuse } },
    );
    const engine = bench.another({ connect: async () => [provider] });
    const file = await approvedByBob(bench, await save({ engine }));
    expect(file.preflight).toMatchObject([{ outcome: 'refused' }]);
    const preflight = [{ step: 'change', outcome: 'accepted', message: 'fine' }] as const;
    await expectFailed(bench, await apply({ engine }, { ...file, preflight }), {
      ...{ kind: 'change-failed', says: /admission says no/ },
      ...{ event: 'execution.finished', status: 'failed' },
    });
  });
});

describe('a plan file', () => {
  it.each([
    ['a step too many', (file: PlanFile) => [...file.plan.steps, { ...stepOf(file), id: 'more' }]],
    ['a step of another action', (file: PlanFile) => [{ ...stepOf(file), action: 'memory.remove' }]],
    ['a step that calls itself a read', (file: PlanFile) => [{ ...stepOf(file), risk_level: 'read' as const }]],
    ['no step at all', () => []],
  ])('with %s is refused', async (_, edit) => {
    const bench = await setUpDev();
    const file = await save(bench);
    const forged = reseal(file, (plan) => ({ ...plan, steps: edit(file) }));
    await expectFailed(bench, await apply(bench, forged), refusal('steps-differ', /written by hand.*Plan again/));
  });

  it.each([
    ['a change of a step that is not there', (step: object) => [step, { ...step, step: 'more' }]],
    ['a change twice', (step: object) => [step, step]],
    ['another object', (step: object) => [{ ...step, objects: [elsewhere] }]],
  ])('that is bound to %s is refused', async (_, edit) => {
    const bench = await setUpDev();
    const forged = resealChange(await save(bench), (change) => ({
      ...change,
      steps: edit(change.steps[0] ?? {}) as typeof change.steps,
    }));
    const answer = await apply(bench, forged);
    expect(answer.kind).toBe('stale');
    expect(answer.report.summary).toMatch(/Plan again/);
    await expectRecorded(bench, {
      event: 'plan.refused',
      status: expect.stringMatching(/state-moved|plan-foreign/) as never,
    });
  });

  it('with inputs that its playbook does not have is refused by name', async () => {
    const bench = await setUpDev();
    const forged = reseal(await save(bench), (plan) => ({ ...plan, inputs: { ...plan.inputs, force: true } }));
    await expect(apply(bench, forged)).rejects.toThrow(/force/);
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
  });

  it('for places that cannot be reached is refused, and recorded', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const connect = async (): Promise<never> => {
      throw new CloudOpsError({
        code: 'CONTEXT_UNKNOWN',
        message: 'There is no context "x".',
        nextSteps: ['Name one.'],
      });
    };
    await expect(apply({ engine: bench.another({ connect }) }, file)).rejects.toThrow(/no context/);
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
  });
});

describe('a name', () => {
  it.each(['../../etc/passwd', '..%2f..%2fetc', 'a/b', 'a\nb', 'a\u0000b', 'x'.repeat(100_000), '\u001b[2J'])(
    'such as %j names nothing but what is called so',
    async (name) => {
      const bench = await setUp();
      const options = { signal, inputs: { name, replicas: 5 }, dryRun: true };
      const answer = await bench.engine.triage('memory-scale', 'a change', options);
      const failure = { event: 'plan.refused', status: 'impossible' } as const;
      await expectFailed(bench, answer, { ...failure, kind: 'clarify', says: /nothing like that/ });
      expect(answer.report.summary.length).toBeLessThan(2000);
    },
  );

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('%s is no input', async (name) => {
    const bench = await setUp();
    const inputs = JSON.parse(`{"name":"api","replicas":5,"${name}":"x"}`) as Record<string, string>;
    const answer = bench.engine.triage('memory-scale', 'a change', { signal, inputs, dryRun: true });
    await expect(answer).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(name) });
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('policies', () => {
  it('with a syntax error deny every plan, say where, and leave no approval to count', async () => {
    const bench = await setUp();
    const file = await approvedByBob(bench, await save(bench));
    const source = loadDefaultPolicies();
    const files = [...source.policies, { file: 'mine.cedar', text: 'permit (' }];
    const policy = createPolicyEngine({ load: () => ({ ...source, policies: files }), worker: false });
    const engine = bench.another({ policy });
    const says = /Denied by policy: .*mine\.cedar:1/;
    await expectFailed(bench, await apply({ engine }, file), {
      ...{ kind: 'denied', says },
      ...{ event: 'plan.decided', status: 'deny' },
    });
    const { signer } = bench.bob;
    await expect(engine.approve(file, { signer, signal, shown: 'the plan' })).rejects.toThrow(/mine\.cedar/);
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
    await expect(engine.triage('memory-scale', 'a change', asked)).resolves.toMatchObject({ kind: 'denied' });
    await expectRecorded(bench, { event: 'plan.decided', status: 'deny' });
  });
});

function stepOf({ plan }: PlanFile): PlanFile['plan']['steps'][number] {
  const [step] = plan.steps;
  if (step === undefined) throw new TypeError('the fixture has one step');
  return step;
}

const elsewhere = {
  resource: { provider: 'memory', target: 'memory', kind: 'Workload', namespace: 'shop', name: 'web' },
  version: 'sha256:00',
  effects: [],
};
