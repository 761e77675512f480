import { bindChange, withoutChange } from '@cloudops/planner';
import type { PlanFile } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { type ChangeBench, createKeyHolder } from '../__fixtures__/change-bench.ts';
import { openBenches } from '../__fixtures__/open-benches.ts';
import type { Investigation } from '../investigation.ts';

const setUp = openBenches();
const signal = AbortSignal.timeout(60_000);
const hour = 3_600_000;

function planned(
  { engine }: Pick<ChangeBench, 'engine'>,
  inputs: Record<string, string | number> = { name: 'api', replicas: 5 },
  playbook = 'memory-scale',
): Promise<Investigation> {
  return engine.triage(playbook, 'a change', { signal, playbook, inputs, dryRun: true });
}

async function fileOf(bench: ChangeBench, inputs?: Record<string, string | number>): Promise<PlanFile> {
  const { file, report } = await planned(bench, inputs);
  if (file === null) throw new TypeError(report.summary);
  return file;
}

async function approvedBy(bench: ChangeBench, file: PlanFile, holder = bench.bob): Promise<PlanFile> {
  const outcome = await bench.engine.approve(file, { signer: holder.signer, signal, shown: 'the plan' });
  if (outcome.kind !== 'approved') throw new TypeError(outcome.why);
  return outcome.file;
}

/** What no attack may do: nothing was written, and the log says why in a word. */
async function expectRefused(bench: ChangeBench, answer: Investigation, code: string): Promise<void> {
  expect(bench.world.writes).toEqual([]);
  expect(['stale', 'denied', 'needs-approval']).toContain(answer.kind);
  expect(answer.report.summary.length).toBeGreaterThan(20);
  expect((await bench.records()).at(-1)?.result.status).toBe(code);
}

describe('a change that is planned, approved and applied', () => {
  it('is bound to what was seen, held for an approval, and then run once', async () => {
    const bench = await setUp();
    const answer = await planned(bench);
    expect(answer).toMatchObject({
      kind: 'planned',
      decision: { outcome: 'needs-approval', steps: [{ requirement: { count: 1, eligible: ['bob', 'carol'] } }] },
      plan: {
        change: {
          requester: 'memory:alice',
          places: [{ provider: 'memory', target: 'memory', identity: 'memory:1' }],
          blast_radius: 3,
          steps: [{ step: 'change', objects: [{ effects: ['replicas: 2 → 5'] }], undo: 'back to 2' }],
        },
      },
      file: { preflight: [{ step: 'change', outcome: 'accepted' }], approvals: [] },
    });
    expect(bench.world.writes).toEqual([]);

    const file = await approvedBy(bench, answer.file as PlanFile);
    const run = await bench.engine.apply(file, { signal });
    expect(run).toMatchObject({
      kind: 'answered',
      report: { status: 'completed', changes: [{ step: 'change', outcome: { state: 'changed' } }] },
      decision: { outcome: 'approved' },
    });
    expect(bench.world.writes).toEqual(['api=5']);
    expect((await bench.records()).map(({ event, result }) => [event, result.status])).toEqual([
      ['question.asked', 'matched'],
      ['plan.decided', 'needs-approval'],
      ['plan.approved', 'approved'],
      ['plan.decided', 'approved'],
      ['execution.started', 'started'],
      ['execution.finished', 'completed'],
    ]);
    const finished = (await bench.records()).at(-1);
    expect(finished?.changes).toMatchObject([{ step: 'change', resource: 'memory:memory/shop/Workload/api' }]);
    expect(finished?.policy?.approvals).toMatchObject([{ by: 'bob' }]);
  });

  it('asks the user where policy asks nobody else', async () => {
    const bench = await setUp();
    bench.world.targets = [{ provider: 'memory', name: 'memory', environment: 'dev' }];
    const options = { signal, inputs: { name: 'api', replicas: 3 } };
    const answer = await bench.engine.triage('memory-scale', 'a change', options);
    expect(answer).toMatchObject({ kind: 'needs-approval', decision: { outcome: 'auto-approve' } });
    expect(bench.world.writes).toEqual([]);
    expect(await bench.engine.apply(answer.file as PlanFile, { signal })).toMatchObject({ kind: 'answered' });
    expect(bench.world.writes).toEqual(['api=3']);
  });

  it('is denied where nobody could approve it, without being changed', async () => {
    const bench = await setUp();
    const answer = await planned(bench, { name: 'api', replicas: 0 }, 'memory-remove');
    expect(answer).toMatchObject({ kind: 'denied', report: { summary: expect.stringContaining('prod-no-delete') } });
    expect(bench.world.writes).toEqual([]);
  });

  it('is asked back when there is nothing like it', async () => {
    const bench = await setUp();
    expect(await planned(bench, { name: 'none', replicas: 1 })).toMatchObject({ kind: 'clarify', file: null });
    expect((await bench.records()).at(-1)).toMatchObject({ event: 'plan.refused', result: { status: 'impossible' } });
  });

  it('that does not heal is taken back, and says so', async () => {
    const bench = await setUp();
    bench.world.sick.add('api');
    const answer = await bench.engine.apply(await approvedBy(bench, await fileOf(bench)), { signal });
    expect(answer).toMatchObject({ kind: 'change-failed', report: { changes: [{ outcome: { state: 'undone' } }] } });
    expect(bench.world.writes).toEqual(['api=5', 'api=2']);
  });
});

describe('an approval', () => {
  it.each([
    ['of the own plan', 'alice', /four-eyes|own plan/],
    ['by an agent', 'robot', /person|human/],
  ] as const)('%s is not counted', async (_, who, why) => {
    const bench = await setUp();
    const { signer } = bench[who];
    const outcome = await bench.engine.approve(await fileOf(bench), { signer, signal, shown: 'the plan' });
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(why) });
    expect((await bench.records()).at(-1)).toMatchObject({ event: 'plan.refused' });
  });

  it('with a key that is nobody’s is not counted', async () => {
    const bench = await setUp();
    const { signer } = createKeyHolder();
    const outcome = await bench.engine.approve(await fileOf(bench), { signer, signal, shown: 'the plan' });
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining('data.yaml') });
  });

  it('of another plan is not counted', async () => {
    const bench = await setUp();
    const other = await approvedBy(bench, await fileOf(bench, { name: 'web', replicas: 4 }));
    const answer = await bench.engine.apply({ ...(await fileOf(bench)), approvals: other.approvals }, { signal });
    await expectRefused(bench, answer, 'needs-approval');
  });

  it('that was edited after it was signed is not counted', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    const approvals = file.approvals.map((envelope) => {
      const text = Buffer.from(envelope.payload, 'base64').toString();
      return { ...envelope, payload: Buffer.from(text.replace('"bob"', '"carol"')).toString('base64') };
    });
    await expectRefused(bench, await bench.engine.apply({ ...file, approvals }, { signal }), 'needs-approval');
  });

  it('expires', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    bench.ahead = 4 * hour + 1000;
    await expectRefused(bench, await bench.engine.apply(file, { signal }), 'needs-approval');
  });

  it('can be taken back, whatever becomes of the file', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    expect(await bench.engine.revoke(file, { signer: bench.bob.signer, signal })).toMatchObject({
      kind: 'revoked',
      by: 'bob',
      file: { approvals: { length: 2 } },
    });
    await expectRefused(bench, await bench.engine.apply(file, { signal }), 'needs-approval');
    const again = await bench.engine.revoke(file, { signer: bench.carol.signer, signal });
    expect(again).toMatchObject({ kind: 'refused' });
  });

  it('loses its force with the role of whoever gave it', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    bench.data = { ...bench.data, roles: { ...bench.data.roles, approver: ['carol'] } };
    await expectRefused(bench, await bench.engine.apply(file, { signal }), 'needs-approval');
  });

  it('does not help during a freeze that began since', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    const day = (days: number): string => new Date(Date.now() + days * 24 * hour).toISOString();
    bench.data = { ...bench.data, freezes: [{ name: 'now', from: day(-1), until: day(1) }] };
    await expectRefused(bench, await bench.engine.apply(file, { signal }), 'deny');
  });
});

describe('a plan file', () => {
  it.each([
    [
      'edited',
      (file: PlanFile) => ({ ...file, plan: { ...file.plan, inputs: { name: 'web', replicas: 5 } } }),
      'plan-altered',
    ],
    [
      'with a step too many, and an id that fits it',
      (file: PlanFile) => {
        const step = file.plan.steps[0];
        if (step === undefined || file.plan.change === undefined) throw new TypeError('the fixture has one step');
        const extra = { ...step, id: 'extra', with: { name: 'web', replicas: 0 } };
        const plan = withoutChange({ ...file.plan, steps: [...file.plan.steps, extra] });
        return { ...file, plan: bindChange(plan, file.plan.change) };
      },
      'steps-differ',
    ],
    [
      'for another environment',
      (file: PlanFile) => {
        if (file.plan.change === undefined) throw new TypeError('the fixture changes something');
        const targets = file.plan.targets.map((target) => ({ ...target, environment: 'dev' }));
        return { ...file, plan: bindChange(withoutChange({ ...file.plan, targets }), file.plan.change) };
      },
      'target-moved',
    ],
    ['bound to nothing', (file: PlanFile) => ({ ...file, plan: withoutChange(file.plan) }), 'plan-unbound'],
  ])('that was %s is refused', async (_, alter, code) => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    await expectRefused(bench, await bench.engine.apply(alter(file), { signal }), code);
  });

  it.each([
    ['the clock was set back behind the log', (bench: ChangeBench) => Object.assign(bench, { ahead: -hour }), /clock/],
    ['it expired', (bench: ChangeBench) => Object.assign(bench, { ahead: 25 * hour }), /expired/],
    [
      'the name of the target leads to another cluster',
      ({ world }: ChangeBench) => Object.assign(world, { identity: 'memory:2' }),
      /memory:2/,
    ],
    ['somebody changed the object meanwhile', ({ world }: ChangeBench) => world.replicas.set('api', 4), /moved|stale/i],
  ])('is refused when %s', async (_, happen, why) => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    happen(bench);
    const answer = await bench.engine.apply(file, { signal });
    expect(bench.world.writes).toEqual([]);
    expect(answer.report.summary).toMatch(why);
    expect(['stale', 'denied']).toContain(answer.kind);
  });

  it('is good for one run, whoever races for it', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    const answers = await Promise.all([bench.engine, bench.another()].map((engine) => engine.apply(file, { signal })));
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['answered', 'stale']);
    expect(bench.world.writes).toEqual(['api=5']);
    expect((await bench.engine.apply(file, { signal })).kind).toBe('stale');
    expect(bench.world.writes).toEqual(['api=5']);
  });

  it('of a playbook that moved is refused', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    const entries = bench.options.catalog.entries.map((entry) => ({ ...entry, digest: 'sha256:other' }));
    const answer = await bench.another({ catalog: { entries } }).apply(file, { signal });
    await expectRefused(bench, answer, 'playbook-moved');
  });

  it('for a place that is listed under another environment is refused, at planning already', async () => {
    const environmentOfPlace = () =>
      ({ kind: 'mismatch', environment: 'prod', why: 'It is listed under prod.' }) as const;
    const bench = await setUp({ engine: { environmentOfPlace } });
    expect(await planned(bench)).toMatchObject({ kind: 'denied', file: null });
  });

  it('is refused to who may only read, before anything is looked at for it', async () => {
    const bench = await setUp();
    const answer = await bench.engine.triage('memory-scale', 'a change', {
      ...{ signal, readOnly: true },
      inputs: { name: 'no-such-thing', replicas: 5 },
    });
    expect(answer).toMatchObject({ kind: 'denied', file: null, report: { status: 'denied' } });
    await expectRefused(bench, answer, 'read-only');
  });

  it('that only reads is refused by --read-only no more than others are run', async () => {
    const bench = await setUp();
    const file = await approvedBy(bench, await fileOf(bench));
    const answer = await bench.engine.apply(file, { signal, readOnly: true });
    expect(answer).toMatchObject({ kind: 'denied' });
    expect(bench.world.writes).toEqual([]);
  });
});

describe('credentials', () => {
  it.each(['long-lived', 'unknown'] as const)('that are %s change nothing', async (credential) => {
    const bench = await setUp();
    bench.world.who = { ...bench.world.who, credential };
    expect(await planned(bench)).toMatchObject({ kind: 'denied' });
    expect(bench.world.writes).toEqual([]);
  });

  it('of an agent do not make it a person', async () => {
    const principal = { id: 'os:tester', kind: 'agent', established_by: 'mcp', credential: 'unknown' } as const;
    const bench = await setUp({ engine: { principal } });
    bench.world.targets = [{ provider: 'memory', name: 'memory', environment: 'dev' }];
    expect(await planned(bench)).toMatchObject({ decision: { outcome: 'needs-approval' } });
  });
});
