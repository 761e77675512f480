import { renderForApproval } from '@cloudops/report';
import { describe, expect, it } from 'vitest';
import { expectUntouched, patience, readPlan, save, setChangeScene } from '../__fixtures__/change-scene.ts';
import { hasTerminal, runAtTerminal } from '../__fixtures__/terminal.ts';

describe.skipIf(!hasTerminal)('at a terminal', patience, () => {
  it('shows what will be different, asks, and takes only y for yes', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    const investigate = ['investigate', scene.scale(3), '--no-color'];
    for (const answer of ['n\n', '\n', '\u0003', '\u0004']) {
      const { status, text } = await runAtTerminal(user, investigate, answer);
      expect(text).toMatch(/• replicas: 2 → 3.*Do exactly this now\? \[y\/N\]/s);
      expect(text).toContain('[DECLINED]');
      expect(status).toBe(5);
    }
    await save(scene);
    const declined = await runAtTerminal(user, ['apply', 'api.plan.json', '--no-color'], 'no\n');
    expect(declined).toMatchObject({ status: 5, text: expect.stringContaining('• replicas: 2 → 3') });
    expectUntouched(scene);
    const done = await runAtTerminal(user, investigate, 'y\n');
    expect(done).toMatchObject({ status: 0, text: expect.stringMatching(/and it healed/) });
    expect(server.replicas()).toBe(3);
  });

  it('shows what a run did before it takes that back', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    await save(scene);
    const applied = await user.json(['apply', 'api.plan.json']);
    const [id = ''] = /run_\w+/.exec(applied.stdout) ?? [];
    const rollback = ['runs', 'rollback', id, '--no-color'];
    const declined = await runAtTerminal(user, rollback, 'n\n');
    expect(declined.status).toBe(5);
    expect(declined.text).toMatch(/• replicas: 2 → 3.*is taken back.*Take it back now\? \[y\/N\]/s);
    expect(server.replicas()).toBe(3);
    expect(await runAtTerminal(user, rollback, 'y\n')).toMatchObject({ status: 0 });
    expect(server.replicas()).toBe(2);
  });

  it('shows an approver the plan in 80 columns, whatever the terminal has', async () => {
    const scene = await setChangeScene('prod');
    const file = await save(scene);
    const approve = ['approve', 'api.plan.json', '--key', scene.bob];
    const refused = await runAtTerminal(scene.user, approve, 'n\n');
    expect(refused.status).toBe(5);
    expect(readPlan(scene).approvals).toEqual([]);
    const approved = await runAtTerminal(scene.user, approve, 'y\n');
    expect(approved.status).toBe(0);
    expect(approved.text.replaceAll('\r\n', '\n')).toContain(renderForApproval(file));
    expect(readPlan(scene).approvals).toHaveLength(1);
  });
});
