import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyFile } from '@cloudops/approval';
import type { PlanFile } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ChangeScene,
  eventsOf,
  expectUntouched,
  forge,
  patience,
  readPlan,
  save,
  setChangeScene,
} from '../__fixtures__/change-scene.ts';
import { startClusterServer } from '../__fixtures__/cluster-server.ts';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { forgeries, seal, withChange } from '../__fixtures__/forgeries.ts';
import { kubeconfig } from '../__fixtures__/kubeconfig.ts';
import { cleanUpLater } from '../__fixtures__/scene.ts';

describe('a saved plan', patience, () => {
  let scene: ChangeScene;
  let file: PlanFile;
  let approved: PlanFile;

  beforeAll(async () => {
    scene = await setChangeScene('prod');
    file = await save(scene);
    await scene.user.run(['approve', 'api.plan.json', '--key', scene.bob, '--yes', '--out', 'approved.json']);
    approved = readPlan(scene, 'approved.json');
    expect([file.approvals.length, approved.approvals.length]).toEqual([0, 1]);
  }, patience.timeout);

  /** What a command does to a file, and which records that left. */
  async function use(command: readonly string[], content: unknown) {
    forge(scene, content, 'forged.json');
    const before = (await scene.user.records()).length;
    const result = await scene.user.json([command[0] ?? '', 'forged.json', ...command.slice(1)]);
    expectUntouched(scene);
    expectTidy(result);
    return { ...result, events: (await eventsOf(scene)).slice(before) };
  }

  it.each(forgeries)('with %s changes nothing, is explained and recorded', async (_, change, status, why) => {
    const { stdout, events, ...result } = await use(['apply'], change(file));
    expect(stdout).toMatch(why);
    expect(result.status).toBe(status);
    expect(events.join()).toMatch(/plan\.refused|plan\.decided (needs-approval|deny)/);
    expect(events.join()).not.toContain('execution');
  });

  it('is not shown for approval once it was edited', async () => {
    const edited = { ...file, plan: { ...file.plan, inputs: { ...file.plan.inputs, replicas: 50 } } };
    const { document, events, ...result } = await use(['approve', '--key', scene.bob, '--yes'], edited);
    expect(result).toMatchObject({ status: 2, stderr: '' });
    expectError(document, 'PLAN_INVALID');
    expect(events).toEqual(['plan.refused plan-altered']);
  });

  it('loses its approvals with the first byte that changes, also when it is sealed again', async () => {
    const plan = seal(withChange(approved.plan, { prepared_at: '2026-11-01T00:00:00.000Z' }));
    const { status, stdout } = await use(['apply'], { ...approved, plan });
    expect(status).toBe(5);
    expect(stdout).toMatch(/Not counted/);
  });

  it.each([
    ['the requester’s own', () => scene.alice, /own plan/],
    ['a stranger’s', () => join(scene.user.home, 'mallory.pem'), /nobody's/],
  ])('is not approved with %s key', async (_, key, why) => {
    await generateKeyFile(key()).catch(() => undefined);
    const { events, ...result } = await use(['approve', '--key', key(), '--yes'], file);
    expect(result).toMatchObject({ status: 4, document: { approval: { outcome: 'refused' } } });
    expect(result.stdout).toMatch(why);
    expect(readPlan(scene, 'forged.json').approvals).toEqual([]);
    expect(events.join()).toMatch(/^plan\.refused/);
  });

  it.each(['apply', 'approve'])('that is none is refused by %s and recorded', async (command) => {
    for (const text of ['{', '{"kind":"List"}', '{"a":1,"a":2}', '{"__proto__":{}}']) {
      const { status, document, events } = await use([command], text);
      expect(status).toBe(2);
      expectError(document, 'PLAN_INVALID');
      expect(events).toEqual(['plan.refused plan-unreadable']);
    }
    const missing = await scene.user.json([command, 'none.json']);
    expect(missing.status).toBe(2);
    expectError(missing.document, 'PLAN_UNREADABLE');
  });

  it('that is a folder, or as large as no plan is, is refused by name', async () => {
    const { home } = scene.user;
    truncateSync(scene.user.write('huge.json', '{'), 100 * 1024 * 1024);
    const huge = await scene.user.json(['apply', 'huge.json']);
    expect(huge).toMatchObject({ status: 2, stdout: expect.stringMatching(/huge\.json.*more than 4 MiB/) });
    const folder = await scene.user.json(['apply', home]);
    expect(folder).toMatchObject({ status: 2, stdout: expect.stringMatching(/it is a folder/) });
    const traversal = await scene.user.json(['runs', 'rollback', '../../../../etc/passwd']);
    expectError(traversal.document, 'RUN_UNKNOWN');
    for (const result of [huge, folder, traversal]) expectTidy(result);
  });

  it.each([
    ['policy that does not load', '.config/cloudops/policies/mine.cedar', 'permit (', 4],
    ['audit log that is none', '.local/state/cloudops/audit.db', 'no database', 8],
  ])('is not applied with a %s', async (_, path, text, status) => {
    const { user, server, scale, bob } = await setChangeScene('prod');
    await user.run(['plan', scale(3), '--out', 'a.json']);
    await user.run(['approve', 'a.json', '--key', bob, '--yes']);
    user.write(path, text);
    const result = await user.json(['apply', 'a.json']);
    expect(result.status).toBe(status);
    expect(server.cluster.changes()).toEqual([]);
    expectTidy(result);
  });

  it('that was approved is overwritten by --force only', async () => {
    const again = ['plan', scene.scale(4), '--out', 'forged.json'];
    forge(scene, approved, 'forged.json');
    const refused = await scene.user.json(again);
    expect(refused.status).toBe(2);
    expectError(refused.document, 'PLAN_EXISTS');
    expect(readPlan(scene, 'forged.json')).toEqual(approved);
    expect(await scene.user.run([...again, '--force'])).toMatchObject({ status: 0 });
    expect(readPlan(scene, 'forged.json').approvals).toEqual([]);
  });

  it('is refused where its context leads to another cluster by now', async () => {
    const other = await startClusterServer('99999999-0000-4000');
    cleanUpLater(() => other.close());
    scene.user.write('.kube/config', kubeconfig({ server: other.url }));
    const { status, stdout } = await use(['apply'], approved);
    scene.user.write('.kube/config', kubeconfig({ server: scene.server.url }));
    expect([4, 7]).toContain(status);
    expect(stdout).toMatch(/99999999/);
    expect(other.cluster.changes()).toEqual([]);
  });

  it('is stale where another hand was on the object', async () => {
    const path = '/apis/apps/v1/namespaces/shop/deployments';
    const { cluster } = scene.server;
    const object = structuredClone(cluster.get(`${path}/api`));
    cluster.put(path, { ...object, spec: { ...object.spec, replicas: 4 } });
    forge(scene, approved, 'forged.json');
    const result = await scene.user.json(['apply', 'forged.json']);
    cluster.put(path, object);
    expect(result.status).toBe(7);
    expect(cluster.changes()).toEqual([]);
    expectTidy(result);
  });

  it('is not applied on an approval that was revoked', async () => {
    const revoked = await use(['approve', '--key', scene.bob, '--revoke'], approved);
    expect(revoked).toMatchObject({
      status: 0,
      document: { approval: { outcome: 'revoked', by: 'bob', approvals: 1 } },
    });
    expect(revoked.events).toEqual(['approval.revoked revoked']);
    expect(readPlan(scene, 'forged.json').approvals).toHaveLength(2);
    // The log knows, whoever has kept the file as it was.
    const { status } = await use(['apply'], approved);
    expect(status).toBe(5);
  });
});
