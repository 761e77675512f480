import { describe, expect, it } from 'vitest';
import { eventsOf, expectUntouched, patience, readPlan, save, setChangeScene } from '../__fixtures__/change-scene.ts';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';

describe('a change in prod', patience, () => {
  it('is planned, approved by another person, applied once, and recorded', async () => {
    const scene = await setChangeScene('prod');
    const { user, server, bob } = scene;
    const { plan } = await save(scene);
    const shown = await user.run(['plan', 'show', 'api.plan.json']);
    expect(shown.stdout).toContain('• replicas: 2 → 3');
    expect(shown.stdout).toContain('could be given by bob');
    const early = await user.json(['apply', 'api.plan.json']);
    expect(early).toMatchObject({ status: 5, document: { report: { status: 'needs_approval' } } });
    expectUntouched(scene);
    const silent = await user.json(['approve', 'api.plan.json', '--key', bob]);
    expect(silent.status).toBe(2);
    expectError(silent.document, 'CONFIRMATION_MISSING');
    expect(readPlan(scene).approvals).toEqual([]);
    const approved = await user.json(['approve', 'api.plan.json', '--key', bob, '--yes', '--reason', 'load test']);
    expect(approved).toMatchObject({ status: 0, document: { approval: { outcome: 'approved', by: 'bob', why: '' } } });
    expect(approved.stderr).toContain('• replicas: 2 → 3');
    // Three at once: the journal lets one of them begin.
    const applied = await Promise.all([1, 2, 3].map(() => user.json(['apply', 'api.plan.json'])));
    expect(applied.map(({ status }) => status).sort()).toEqual([0, 7, 7]);
    const done = applied.find(({ status }) => status === 0);
    if (done === undefined) throw new Error('No apply went through.');
    const { report } = done.document as { report: { summary: string; changes: unknown } };
    expect(report.summary).toMatch(/^Deployment shop\/api was changed \(replicas: 2 → 3\), and it healed: /);
    expect(report.changes).toMatchObject([{ step: 'scale', outcome: { state: 'changed' } }]);
    const again = await user.json(['apply', 'api.plan.json']);
    expect(again.status).toBe(7);
    expect(again.stdout).toMatch(/applied before/);
    expect(server.replicas()).toBe(3);
    expect(server.cluster.changes()).toHaveLength(1);
    const finished = (await user.records()).find(
      ({ event, result }) => event === 'execution.finished' && result.status === 'completed',
    );
    expect(finished).toMatchObject({ action: { plan_id: plan.id }, changes: [{ step: 'scale' }] });
    const events = await eventsOf(scene);
    expect(events).toContain('plan.approved approved');
    expect(events.filter((event) => event.endsWith('plan-used'))).toHaveLength(3);
    for (const result of [shown, early, silent, approved, ...applied, again]) expectTidy(result);
  });

  it('is not helped by --approve, and says who can approve', async () => {
    const scene = await setChangeScene('prod');
    const result = await scene.user.json(['investigate', scene.scale(3), '--approve']);
    expect(result).toMatchObject({ status: 5, document: { report: { status: 'needs_approval' } } });
    expect(result.stderr).toMatch(/have one person out of bob run cloudops approve FILE/);
    expectUntouched(scene);
    expectTidy(result);
  });
});

describe('a change that policy leaves to the user', patience, () => {
  it('waits for a yes, is made with --approve, and taken back', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    const asked = await user.json(['investigate', scene.scale(3)]);
    expect(asked).toMatchObject({ status: 5, document: { report: { status: 'needs_approval' } } });
    expect(asked.stderr).toMatch(/--approve/);
    const read = await user.run(['investigate', scene.scale(3)]);
    expect(read.stdout).toContain('• replicas: 2 → 3');
    const dry = await user.json(['investigate', scene.scale(3), '--approve', '--dry-run']);
    expect(dry.status).toBe(0);
    const reading = await user.json(['investigate', scene.scale(3), '--approve', '--read-only']);
    expect(reading.status).toBe(4);
    expectUntouched(scene);
    const done = await user.json(['investigate', scene.scale(3), '--approve']);
    expect(done).toMatchObject({ status: 0, document: { report: { status: 'completed' } } });
    expect(server.replicas()).toBe(3);
    const { id } = (done.document as { run: { id: string } }).run;
    const settled = await user.json(['runs', 'resume', id]);
    expect(settled).toMatchObject({ status: 0, document: { report: { status: 'completed' } } });
    const back = await user.json(['runs', 'rollback', id]);
    expect(back).toMatchObject({ status: 0, document: { report: { status: 'completed' } } });
    expect(back.stdout).toMatch(/"summary": "The change of Deployment shop\/api was undone/);
    expect(server.replicas()).toBe(2);
    const twice = await user.json(['runs', 'rollback', id]);
    expect(server.replicas()).toBe(2);
    const none = await user.json(['runs', 'rollback', 'run_none']);
    expect(none.status).toBe(2);
    expectError(none.document, 'RUN_UNKNOWN');
    for (const result of [asked, read, dry, reading, done, settled, back, twice, none]) expectTidy(result);
  });
});
