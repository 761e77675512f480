import type { Testbed } from '@cloudops/testbed';
import { expect, vi } from 'vitest';
import type { Loose } from '../../../../../packages/executor-k8s/src/changes/__fixtures__/fake-cluster.ts';
import {
  crash,
  namespace,
  type WorkloadOptions,
  workload,
} from '../../../../../packages/executor-k8s/src/changes/__fixtures__/live-shop.ts';

const kinds = {
  Deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  Node: { apiVersion: 'v1', kind: 'Node' },
  Pod: { apiVersion: 'v1', kind: 'Pod' },
} as const;

/** Workloads of a control plane that go wrong when they are told to. */
export interface Shop {
  read(kind: 'Deployment' | 'Node', name: string): Promise<Loose>;
  /** Makes a Deployment, and waits until its pods are there. */
  deploy(name: string, options?: WorkloadOptions): Promise<void>;
  patch(name: string, body: object): Promise<void>;
  /** Removes all workloads, and waits until their pods are gone. */
  clear(): Promise<void>;
  /** Makes its pods look as if they crashed. */
  crash(name: string): Promise<void>;
  /** Gives it an image that nobody can pull, and waits until that shows. */
  breakImage(name: string): Promise<void>;
  /** Makes one that is killed at a memory limit of 128Mi, and waits until that shows. */
  starve(name: string): Promise<void>;
}

/** The label keeps the test bed's kubelet from running pods whose image cannot be pulled. */
const broken = {
  metadata: { labels: { 'cloudops.test/hold': 'true' } },
  spec: { containers: [{ name: 'app', image: 'shop/api:2-bad' }] },
};
const starving = { labels: { 'cloudops.test/fault': 'oom' }, resources: { limits: { memory: '128Mi' } } };

/** Opens the namespace of {@link namespace}. */
export async function openShop(testbed: Testbed): Promise<Shop> {
  const { resources } = testbed;
  await resources.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const read: Shop['read'] = async (kind, name) => {
    const object = await resources.get(kinds[kind], name, kind === 'Node' ? undefined : namespace);
    return object ?? expect.unreachable(`no ${kind} ${name}`);
  };
  const patch: Shop['patch'] = (name, body) =>
    resources.patch({
      kind: kinds.Deployment,
      name,
      namespace,
      patchType: 'application/strategic-merge-patch+json',
      body,
    });
  const waitUntilStuck = async (name: string, reason: string): Promise<void> => {
    const look = async (): Promise<void> => {
      const pods = await resources.list(kinds.Pod, namespace, `app=${name}`);
      expect(JSON.stringify(pods)).toContain(`"reason":"${reason}"`);
    };
    await vi.waitFor(look, patience);
  };
  return {
    read,
    patch,
    crash: (name) => crash(testbed, name),
    async clear() {
      await resources.removeAll(kinds.Deployment, namespace);
      await vi.waitFor(async () => expect(await resources.list(kinds.Pod, namespace)).toEqual([]), patience);
    },
    async deploy(name, options = {}) {
      await resources.apply(workload(name, options));
      const { replicas = 2 } = options;
      await vi.waitFor(
        async () => expect((await read('Deployment', name)).status.availableReplicas).toBe(replicas),
        patience,
      );
    },
    async breakImage(name) {
      await patch(name, { spec: { template: broken } });
      await waitUntilStuck(name, 'ImagePullBackOff');
    },
    async starve(name) {
      await resources.apply(workload(name, starving));
      await waitUntilStuck(name, 'CrashLoopBackOff');
    },
  };
}

const patience = { timeout: 60_000, interval: 300 };
