import { fileURLToPath } from 'node:url';
import type { Provider } from '@cloudops/spec';
import { createReader, startTestbed, type Testbed } from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createKubernetesProvider } from '../provider.ts';
import type { Loose } from './__fixtures__/fake-cluster.ts';
import { begin, type LiveChange, prepare } from './__fixtures__/live-change.ts';
import { crash, fieldsToCompare, namespace, workload } from './__fixtures__/live-shop.ts';

const deploy = (file: string): string => fileURLToPath(new URL(`../../../../deploy/${file}`, import.meta.url));

let testbed: Testbed;
let provider: Provider;

async function read(kind: string, name: string): Promise<Loose> {
  const apiVersion = kind === 'Node' ? 'v1' : kind === 'HorizontalPodAutoscaler' ? 'autoscaling/v2' : 'apps/v1';
  const object = await testbed.resources.get({ apiVersion, kind }, name, kind === 'Node' ? undefined : namespace);
  return object ?? expect.unreachable(`no ${kind} ${name}`);
}

async function pods(selector: string): Promise<readonly Loose[]> {
  return testbed.resources.list({ apiVersion: 'v1', kind: 'Pod' }, namespace, selector);
}

/** The node with the most of some pods: two at least, where they are more than nodes. */
async function fullestNode(selector: string): Promise<string> {
  const nodes: readonly string[] = (await pods(selector)).map(({ spec }) => spec.nodeName);
  const many = (node: string): number => nodes.filter((other) => other === node).length;
  return nodes.toSorted((left, right) => many(right) - many(left))[0] ?? expect.unreachable(`no ${selector}`);
}

async function waitUntilReady(kind: string, name: string, replicas: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { status = {} } = await read(kind, name);
      expect(status.availableReplicas ?? status.numberAvailable).toBe(replicas);
    },
    { timeout: 120_000, interval: 300 },
  );
}

async function waitUntilStuck(name: string, reason: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const found = await pods(`app=${name}`);
      const waiting = found.map(({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason);
      expect(waiting).toContain(reason);
    },
    { timeout: 120_000, interval: 300 },
  );
}

/** An image that is never pulled; the label keeps the test bed's kubelet from running its pods all the same. */
async function breakImage(kind: string, name: string): Promise<void> {
  const metadata = { labels: { 'cloudops.test/hold': 'true' } };
  await testbed.resources.patch({
    kind: { apiVersion: 'apps/v1', kind },
    name,
    namespace,
    patchType: 'application/strategic-merge-patch+json',
    body: { spec: { template: { metadata, spec: { containers: [{ name: 'app', image: 'shop/api:2-bad' }] } } } },
  });
}

/** Makes the change, sees that it heals, takes it back, and compares the object with what it was. */
async function healAndRestore(kind: string, name: string, live: LiveChange): Promise<void> {
  const old = await read(kind, name);
  expect(await live.look()).toBe('before');
  await live.change();
  expect(await live.verify()).toMatchObject({ status: 'present', output: { outcome: 'healed' } });
  expect(await live.look()).toBe('after');
  await live.undo();
  expect(await live.look()).toBe('before');
  // Controllers may still follow, as with the taint of a node that was cordoned.
  await vi.waitFor(async () => expect(fieldsToCompare(await read(kind, name))).toEqual(fieldsToCompare(old)), {
    timeout: 90_000,
    interval: 300,
  });
}

beforeAll(async () => {
  testbed = await startTestbed({ metrics: false });
  await testbed.resources.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const files = ['rbac/writer.yaml', 'admission/cloudops-writer-policy.yaml'].map(deploy);
  const account = { namespace: 'cloudops', serviceAccount: 'cloudops-writer' };
  const kubeconfigPath = await createReader(testbed, files, account);
  provider = createKubernetesProvider({ version: '0.1.0', kubeconfigPath, environment: {} });
});

afterAll(async () => {
  await provider?.close();
  await testbed?.stop();
});

describe('with the rights of the writer, behind the admission policy', () => {
  it('knows the cluster', async () => {
    const { context } = prepare(provider, 'cordon', { node: 'kwok-0' });
    const { metadata } = (await testbed.resources.get({ apiVersion: 'v1', kind: 'Namespace' }, 'kube-system')) as Loose;
    expect(await provider.doLocate?.(context)).toEqual({ status: 'present', output: `kubernetes:${metadata.uid}` });
  });

  it.each(['Deployment', 'StatefulSet'])('k8s-scale scales a %s', async (kind) => {
    const name = `scale-${kind.toLowerCase()}`;
    await testbed.resources.apply(workload(name, { kind, replicas: 1 }));
    await waitUntilReady(kind, name, 1);
    const live = await begin(provider, 'scale', { namespace, workload: name, replicas: 3 });
    expect((await read(kind, name)).spec.replicas).toBe(1);
    await healAndRestore(kind, name, live);
  });

  it('k8s-scale moves the bounds of an autoscaler, and refuses the workload itself', async () => {
    await testbed.resources.apply(workload('bounded', { replicas: 1 }));
    await testbed.resources.apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'bounded', namespace },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'bounded' },
        minReplicas: 1,
        maxReplicas: 3,
      },
    } as never);
    await waitUntilReady('Deployment', 'bounded', 1);
    await expect(begin(provider, 'scale', { namespace, workload: 'bounded', replicas: 3 })).rejects.toThrow(
      'autoscaler',
    );
    const live = await begin(provider, 'scale', { namespace, workload: 'bounded', min_replicas: 2, max_replicas: 4 });
    await healAndRestore('HorizontalPodAutoscaler', 'bounded', live);
  });

  it.each(['Deployment', 'StatefulSet', 'DaemonSet'])('k8s-restart heals a %s that hangs', async (kind) => {
    const name = `restart-${kind.toLowerCase()}`;
    await testbed.resources.apply(workload(name, { kind, replicas: 3 }));
    await waitUntilReady(kind, name, 3);
    await crash(testbed, name);
    const live = await begin(provider, 'restart', { namespace, workload: `${kind}/${name}` });
    await healAndRestore(kind, name, live);
  });

  it('k8s-restart replaces one pod that hangs', async () => {
    await testbed.resources.apply(workload('one-pod', { replicas: 2 }));
    await waitUntilReady('Deployment', 'one-pod', 2);
    await crash(testbed, 'one-pod', 1);
    const [pod] = await pods('app=one-pod');
    const live = await begin(provider, 'restart', { namespace, workload: 'one-pod', pod: pod.metadata.name });
    expect(await live.look()).toBe('before');
    await live.change();
    expect(await live.verify()).toMatchObject({ output: { outcome: 'healed' } });
    expect(await live.look()).toBe('after');
  });

  it('k8s-rollback heals a Deployment whose image is bad', async () => {
    await testbed.resources.apply(workload('roll', { replicas: 2, image: 'shop/api:1' }));
    await waitUntilReady('Deployment', 'roll', 2);
    await breakImage('Deployment', 'roll');
    await waitUntilStuck('roll', 'ImagePullBackOff');
    const live = await begin(provider, 'rollback', { namespace, workload: 'roll' });
    expect(live.before.objects[0]?.effects).toContain('container app: image: shop/api:2-bad → shop/api:1');
    await healAndRestore('Deployment', 'roll', live);
  });

  it('k8s-rollback heals a DaemonSet whose image is bad', async () => {
    await testbed.resources.apply(workload('roll-ds', { kind: 'DaemonSet', image: 'shop/api:1' }));
    await waitUntilReady('DaemonSet', 'roll-ds', 3);
    await breakImage('DaemonSet', 'roll-ds');
    await waitUntilStuck('roll-ds', 'ImagePullBackOff');
    await healAndRestore('DaemonSet', 'roll-ds', await begin(provider, 'rollback', { namespace, workload: 'roll-ds' }));
  });

  it('k8s-rollback heals a StatefulSet whose image is bad', async () => {
    await testbed.resources.apply(workload('roll-sts', { kind: 'StatefulSet', image: 'shop/api:1' }));
    await waitUntilReady('StatefulSet', 'roll-sts', 2);
    await breakImage('StatefulSet', 'roll-sts');
    await waitUntilStuck('roll-sts', 'ImagePullBackOff');
    const live = await begin(provider, 'rollback', { namespace, workload: 'roll-sts', wait_sec: 60 });
    await healAndRestore('StatefulSet', 'roll-sts', live);
  });

  it('k8s-set-resources heals a workload that is killed at its memory limit', async () => {
    const resources = { requests: { memory: '64Mi' }, limits: { memory: '128Mi' } };
    await testbed.resources.apply(workload('hungry', { labels: { 'cloudops.test/fault': 'oom' }, resources }));
    await waitUntilStuck('hungry', 'CrashLoopBackOff');
    const live = await begin(provider, 'set-resources', { namespace, workload: 'hungry', limits_memory: '1024Mi' });
    await healAndRestore('Deployment', 'hungry', live);
  });

  it('k8s-set-resources is not taken for a cure by a limit that is still too low', async () => {
    const resources = { limits: { memory: '128Mi' } };
    await testbed.resources.apply(workload('starving', { labels: { 'cloudops.test/fault': 'oom' }, resources }));
    await waitUntilStuck('starving', 'CrashLoopBackOff');
    const input = { namespace, workload: 'starving', requests_cpu: '10m', wait_sec: 40 };
    const live = await begin(provider, 'set-resources', input);
    await live.change();
    expect(await live.verify()).toMatchObject({
      output: { outcome: 'not-healed', message: expect.stringContaining('OOMKilled') },
    });
    await live.undo();
    expect((await read('Deployment', 'starving')).spec.template.spec.containers[0].resources).toEqual(resources);
  });

  it('k8s-set-resources hears of a limit range before the change', async () => {
    await testbed.resources.apply(workload('ranged', { replicas: 1 }));
    const limits = [{ type: 'Container', max: { memory: '256Mi' } }];
    const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'house', namespace }, spec: { limits } };
    await testbed.resources.apply(range as never);
    const asked = begin(provider, 'set-resources', { namespace, workload: 'ranged', limits_memory: '1Gi' });
    await expect(asked).rejects.toThrow('limit range house');
    await testbed.resources.remove({ apiVersion: 'v1', kind: 'LimitRange' }, 'house', namespace);
  });

  it('k8s-cordon closes a node', async () => {
    await healAndRestore('Node', 'kwok-0', await begin(provider, 'cordon', { node: 'kwok-0' }));
  });
});

describe('k8s-drain', () => {
  beforeAll(async () => {
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet']) {
      await testbed.resources.removeAll({ apiVersion: 'apps/v1', kind }, namespace);
    }
    await vi.waitFor(async () => expect(await pods('app')).toEqual([]), { timeout: 120_000, interval: 500 });
  });

  it('moves pods elsewhere within their budget, and the node is let in again', async () => {
    await testbed.resources.apply(workload('moving', { replicas: 5 }));
    await testbed.resources.apply({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'moving', namespace },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'moving' } } },
    } as never);
    await waitUntilReady('Deployment', 'moving', 5);
    const node = await fullestNode('app=moving');
    const old = await read('Node', node);
    const drain = await begin(provider, 'drain', { node: node, wait_sec: 120 });
    expect(drain.dryRun).toContain('disruption budget changes/moving lets 1 of its pods go now');
    expect(await drain.look()).toBe('before');
    await expect(drain.change()).rejects.toThrow('takes new pods');
    const cordon = await begin(provider, 'cordon', { node: node });
    await cordon.change();
    const again = await begin(provider, 'drain', { node: node, wait_sec: 120 });
    expect(again.before.objects[0]?.version).toBe(drain.before.objects[0]?.version);
    expect(await again.change()).toMatch(/^[2-9] pods evicted and gone$/);
    expect(await again.look()).toBe('after');
    expect(await again.verify()).toMatchObject({ output: { outcome: 'healed' } });
    await expect(again.undo()).rejects.toThrow('cannot be brought back');
    await cordon.undo();
    await vi.waitFor(async () => expect(fieldsToCompare(await read('Node', node))).toEqual(fieldsToCompare(old)), {
      timeout: 90_000,
      interval: 300,
    });
  });

  it('refuses a budget that never lets go', async () => {
    await testbed.resources.apply(workload('rigid', { replicas: 3 }));
    await testbed.resources.apply({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'rigid', namespace },
      spec: { minAvailable: 3, selector: { matchLabels: { app: 'rigid' } } },
    } as never);
    await waitUntilReady('Deployment', 'rigid', 3);
    const [pod] = await pods('app=rigid');
    await vi.waitFor(
      async () => {
        const asked = begin(provider, 'drain', { node: pod.spec.nodeName });
        await expect(asked).rejects.toThrow(/disruption budget changes\/rigid lets 0/);
      },
      { timeout: 90_000, interval: 500 },
    );
  });
});
