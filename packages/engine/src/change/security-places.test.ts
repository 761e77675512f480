import type { Action, PlanFile } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import {
  apply,
  expectFailed,
  expectRecorded,
  held,
  refusal,
  reseal,
  save,
  sign,
  withAction,
} from '../__fixtures__/attack.ts';
import type { ChangeBench } from '../__fixtures__/change-bench.ts';
import { approvedByBob, inDev, openBenches } from '../__fixtures__/open-benches.ts';
import type { PlaceFit } from '../engine-options.ts';

/* The security suite, third part: places, playbooks, plugins and clocks. The table is in security.test.ts. */

const setUp = openBenches();
const signal = AbortSignal.timeout(120_000);
const hour = 3_600_000;

const setUpDev = (): Promise<ChangeBench> => inDev(setUp());

const asked = { signal, inputs: { name: 'api', replicas: 5 }, dryRun: true } as const;

describe('an environment', () => {
  const listed: PlaceFit = { kind: 'mismatch', environment: 'prod', why: 'memory:1 belongs to "prod".' };

  it('that a cluster of another one is planned for is refused, and named', async () => {
    const bench = await setUp({ engine: { environmentOfPlace: () => listed } });
    bench.world.targets = [{ provider: 'memory', name: 'staging', environment: 'staging' }];
    const answer = await bench.engine.triage('memory-scale', 'a change', asked);
    await expectFailed(bench, answer, refusal('place-moved', /belongs to "prod".*counts as prod/));
  });

  it('that is edited in the file is refused', async () => {
    const bench = await setUp();
    const forged = reseal(await save(bench), (plan) => ({
      ...plan,
      targets: plan.targets.map((target) => ({ ...target, environment: 'dev' })),
    }));
    const says = /is for memory memory \(dev\); here that is memory memory \(prod\)/;
    await expectFailed(bench, await apply(bench, forged), refusal('target-moved', says, 'stale'));
  });

  it('whose name leads to another cluster by now is refused', async () => {
    const bench = await setUpDev();
    const file = await save(bench);
    bench.world.identity = 'memory:2';
    const says = /was memory:1 when the plan was made, and is memory:2 now.*Plan again/;
    await expectFailed(bench, await apply(bench, file), refusal('place-moved', says, 'stale'));
  });

  it('that a place cannot tell it belongs to is no place for a change', async () => {
    const bench = await setUpDev();
    const file = await save(bench);
    const { doLocate: _, ...provider } = bench.world.provider();
    const answer = await apply({ engine: bench.another({ connect: async () => [provider] }) }, file);
    await expectFailed(bench, answer, refusal('place-moved', /could not be told.*Nothing was changed/, 'stale'));
  });

  it('that was renamed after a change is not taken for the old one by a rollback', async () => {
    const bench = await setUpDev();
    const { run } = await apply(bench, await save(bench));
    bench.world.targets = [{ provider: 'memory', name: 'memory', environment: 'prod' }];
    const answer = await bench.engine.rollback(run?.id ?? '', { signal });
    expect(answer).toMatchObject({
      kind: 'stale',
      report: { summary: expect.stringMatching(/belonged to dev then, and belongs to prod now/) },
    });
    expect(bench.world.writes).toEqual(['api=5']);
    expect((await bench.records()).at(-1)).toMatchObject({
      event: 'plan.refused',
      result: { status: 'target-moved' },
    });
  });
});

describe('a playbook', () => {
  it('that states a lower risk than its action has is not planned', async () => {
    const bench = await setUp();
    const engine = bench.another({ catalog: lowered(bench) });
    await expect(engine.triage('memory-scale', 'a change', asked)).rejects.toThrow(
      /states risk "read".*has risk "write"/,
    );
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
  });

  it('that was lowered after the plan was made stops it', async () => {
    const bench = await setUpDev();
    const file = await save(bench);
    await expect(apply({ engine: bench.another({ catalog: lowered(bench) }) }, file)).rejects.toThrow(/states risk/);
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
  });
});

describe('a plugin', () => {
  const lying = (action: Action): Action => ({ ...action, risk: 'read' });
  const says = /calls memory\.(scale|remove) a read.*remove the plugin/;

  it('that calls a change a read is refused when it is asked', async () => {
    const bench = await setUp();
    const engine = bench.another({ connect: async () => [withAction(bench, lying)] });
    const answer = await engine.triage('memory-scale', 'a change', asked);
    await expectFailed(bench, answer, refusal('provider-untrue', says));
  });

  it('that calls a change a read is refused when a plan is applied', async () => {
    const bench = await setUp();
    const file = await approvedByBob(bench, await save(bench));
    const engine = bench.another({ connect: async () => [withAction(bench, lying)] });
    await expectFailed(bench, await apply({ engine }, file), refusal('provider-untrue', says));
  });

  it('whose action was a read when it was planned, and changes something by now, is refused', async () => {
    const bench = await setUp();
    const harmless = withAction(bench, ({ change: _, ...action }) => ({
      ...action,
      ...{ risk: 'read', doRun: async () => ({ status: 'absent' }) },
    }));
    const { plan, decision } = await bench
      .another({ connect: async () => [harmless] })
      .triage('memory-scale', 'a look', asked);
    if (plan === null || decision === null) throw new TypeError('it must be planned');
    const file: PlanFile = { schema_version: 1, kind: 'cloudops.plan', plan, decision, preflight: [], approvals: [] };
    const answer = await apply(bench, file);
    await expectFailed(bench, answer, refusal('steps-differ', /does not give step "change"/));
  });

  it('with an action that writes without saying how is never run', async () => {
    const bench = await setUpDev();
    const bare = withAction(bench, ({ change: _, ...action }) => action);
    const answer = await bench.another({ connect: async () => [bare] }).triage('memory-scale', 'a change', asked);
    const failure = { event: 'plan.refused', status: 'impossible' } as const;
    await expectFailed(bench, answer, { ...failure, kind: 'clarify', says: /cannot say how to look before/ });
  });

  it('that takes the name of another one is refused', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const engine = bench.another({ connect: async () => [bench.world.provider(), bench.world.provider()] });
    const asking = engine.triage('memory-scale', 'a change', asked);
    await expect(asking).rejects.toMatchObject({ code: 'PROVIDER_DUPLICATE' });
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
    await expect(apply({ engine }, file)).rejects.toMatchObject({ code: 'PROVIDER_DUPLICATE' });
    await expectRecorded(bench, { event: 'plan.refused', status: 'not-checked' });
  });
});

describe('a clock that was set back', () => {
  const behind = refusal('clock-behind', /clock is behind a record of the audit log .*Set the clock/);

  it('behind the log stops every change and every approval', async () => {
    const bench = await setUp();
    const file = await save(bench);
    bench.ahead = -2 * hour;
    await expectFailed(bench, await apply(bench, file), {
      ...behind,
      status: 'plan-from-the-future',
      says: /made at .*later than this machine's clock.*Set the clock/,
    });
  });

  it('to when an approval still held stops the change', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const approved = { ...file, approvals: [await sign(file, { name: 'bob', signer: bench.bob.signer })] };
    bench.ahead = 6 * hour;
    await expectFailed(bench, await apply(bench, approved), { ...held, says: /expired/ });
    bench.ahead = hour;
    await expectFailed(bench, await apply(bench, approved), behind);
    const { signer } = bench.carol;
    const asked = await bench.engine.approve(file, { signer, signal, shown: 'the plan' });
    expect(asked).toMatchObject({ kind: 'refused', why: expect.stringMatching(behind.says) });
  });

  it('is found out also where something was asked with the wrong time meanwhile', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const approved = { ...file, approvals: [await sign(file, { name: 'bob', signer: bench.bob.signer })] };
    bench.ahead = 6 * hour;
    await apply(bench, approved);
    bench.ahead = hour;
    await save(bench, { name: 'web', replicas: 2 });
    await expectFailed(bench, await apply(bench, approved), behind);
  });

  it('years from where a clock once stood does not stop changes for years', async () => {
    const bench = await setUp();
    bench.ahead = 1000 * 24 * hour;
    await save(bench);
    bench.ahead = 0;
    const file = await save(bench, { name: 'web', replicas: 2 });
    const answer = await apply(bench, {
      ...file,
      approvals: [await sign(file, { name: 'bob', signer: bench.bob.signer })],
    });
    expect(answer.kind).toBe('answered');
  });
});

function lowered(bench: ChangeBench): ChangeBench['options']['catalog'] {
  const entries = bench.options.catalog.entries.map((entry) => ({
    ...entry,
    playbook: {
      ...entry.playbook,
      steps: entry.playbook.steps.map((step) => ({ ...step, risk_level: 'read' as const })),
    },
  }));
  return { entries };
}
