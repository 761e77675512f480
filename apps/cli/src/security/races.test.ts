import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { putWorkload } from '../../../../packages/executor-k8s/src/changes/__fixtures__/workloads.ts';
import { type ChangeScene, eventsOf, patience, setChangeScene } from '../__fixtures__/change-scene.ts';
import { expectTidy } from '../__fixtures__/expect-tidy.ts';

const apps = '/apis/apps/v1/namespaces/shop/deployments';

async function plan(scene: ChangeScene, name: string, out: string): Promise<void> {
  const words = `scale ${name} to 3 replicas in namespace shop in staging`;
  expect(await scene.user.run(['plan', words, '--out', out])).toMatchObject({ status: 0 });
}

describe.concurrent('processes that race', patience, () => {
  it('for the last change of a budget make one, and are told of the budget', async () => {
    const scene = await setChangeScene('staging');
    const data = join(scene.user.home, '.config/cloudops/policies/data.yaml');
    const budget = 'budgets: [{ name: one-a-month, of: "*", window: month, changes: 1 }]\n';
    writeFileSync(data, `${readFileSync(data, 'utf8')}${budget}`);
    const names = ['api', 'web', 'cart'];
    for (const name of names.slice(1)) putWorkload(scene.server.cluster, 'Deployment', name, 2);
    await Promise.all(names.map((name) => plan(scene, name, `${name}.json`)));
    const ended = await Promise.all(names.map((name) => scene.user.json(['apply', `${name}.json`])));
    expect(ended.map(({ status }) => status).sort()).toEqual([0, 4, 4]);
    for (const { status, stdout } of ended) if (status === 4) expect(stdout).toMatch(/one-a-month/);
    expect(scene.server.cluster.changes()).toHaveLength(1);
    const changed = names.map((name) => scene.server.cluster.get(`${apps}/${name}`).spec.replicas);
    expect(changed.sort()).toEqual([2, 2, 3]);
    const events = await eventsOf(scene);
    expect(events.filter((event) => event === 'execution.finished budget-exceeded')).toHaveLength(2);
    for (const result of ended) expectTidy(result);
  });
});

describe.concurrent('a lock that a dead run holds', patience, () => {
  it('stops another change of the object, names the run and how to settle it, and is freed by that', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    await plan(scene, 'api', 'first.json');
    await plan(scene, 'api', 'second.json');
    const { promise: after, resolve } = Promise.withResolvers<void>();
    server.cluster.intercept = async (request) => {
      if (request.method !== 'PATCH' || request.path.includes('dryRun')) return undefined;
      server.cluster.intercept = () => undefined;
      resolve();
      return new Promise(() => undefined);
    };
    const killed = await user.run(['apply', 'first.json'], { interrupt: { signal: 'SIGKILL', after } });
    expect(killed.status).toBe(null);
    const refused = await user.json(['apply', 'second.json']);
    expect(refused.status).toBe(7);
    const [, id = ''] = /cloudops runs resume (run_\w+)/.exec(refused.stdout) ?? [];
    expect(refused.stdout).toMatch(/is held by run run_/);
    expect((await eventsOf(scene)).at(-1)).toBe('execution.finished object-locked');
    expect(server.replicas()).toBe(2);
    const resumed = await user.json(['runs', 'resume', id]);
    expect(resumed.stdout).toMatch(/"state": "not-done"/);
    expect(server.replicas()).toBe(2);
    const applied = await user.json(['apply', 'second.json']);
    expect(applied.status).toBe(0);
    expect(server.replicas()).toBe(3);
    for (const result of [refused, resumed, applied]) expectTidy(result);
  });
});
