import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChangeScene, expectUntouched, patience, setChangeScene } from '../__fixtures__/change-scene.ts';
import { connectStdio, textOf } from '../__fixtures__/mcp.ts';

const scale = { workload: 'api', namespace: 'shop', replicas: 3 };

async function setScene(environment: 'prod' | 'staging'): Promise<ChangeScene> {
  const scene = await setChangeScene(environment);
  const environments = `environments:\n  ${environment}: { contexts: [prod-eu], clusters: [kubernetes:6f1c0f1e-0000-4000] }`;
  scene.user.write('.config/cloudops/config.yaml', `${environments}\nmcp: { allow_changes: true }\n`);
  // Policy knows the agent by the login of whoever runs the server.
  const data = join(scene.user.home, '.config/cloudops/policies/data.yaml');
  const login = `"os:${userInfo().username}"`;
  writeFileSync(data, readFileSync(data, 'utf8').replace('"kubernetes:alice@example.com"', `$&, ${login}`));
  return scene;
}

interface Planned {
  readonly kind: string;
  readonly plan: { readonly id: string; readonly saved_to: string; readonly approvals_needed: number };
}

describe('a server that may plan changes', patience, () => {
  it('gives the plan and its file, which only people approve and apply', async () => {
    const scene = await setScene('prod');
    const { user, server, bob } = scene;
    const { client } = await connectStdio(user, []);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'aws-sg-delete')?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
    });
    const result = await client.callTool({
      name: 'k8s-scale',
      arguments: { ...scale, environment: 'prod', save_plan: true },
    });
    expect(result.isError).toBeUndefined();
    expect(textOf(result)).toMatch(/Nothing was changed, and no tool here can/);
    expect(result.structuredContent).toMatchObject({
      ...{ kind: 'needs-approval', run_id: null },
      plan: { approvals_needed: 1, changes: [{ total: 1, objects: [{ effects: ['replicas: 2 → 3'] }] }] },
    });
    const { plan } = result.structuredContent as unknown as Planned;
    expect(statSync(plan.saved_to).mode & 0o777).toBe(0o600);
    expectUntouched(scene);
    const decided = (await user.records()).find(({ event }) => event === 'plan.decided');
    expect(decided).toMatchObject({ user: { role: 'agent' }, action: { plan_id: plan.id } });
    expect(await user.run(['apply', plan.saved_to])).toMatchObject({ status: 5 });
    expect(await user.run(['approve', plan.saved_to, '--key', bob, '--yes'])).toMatchObject({ status: 0 });
    expect(await user.run(['apply', plan.saved_to])).toMatchObject({ status: 0 });
    expect(server.replicas()).toBe(3);
  });

  it('plans what is ordered in words, and makes nothing of it, where a person alone would need no approval', async () => {
    const scene = await setScene('staging');
    const { client } = await connectStdio(scene.user, ['--scope', 'staging']);
    const result = await client.callTool({ name: 'investigate', arguments: { question: scene.scale(3) } });
    expect(result.structuredContent).toMatchObject({ kind: 'needs-approval', plan: { saved_to: null } });
    expectUntouched(scene);
    expect(result.structuredContent).toMatchObject({
      plan: { decision: 'needs-approval', why: expect.stringMatching(/agent/) },
    });
  });
});
