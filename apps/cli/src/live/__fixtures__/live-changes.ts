import { expect } from 'vitest';
import { namespace } from '../../../../../packages/executor-k8s/src/changes/__fixtures__/live-shop.ts';
import type { Shop } from './live-shop.ts';

/** A change: what is wrong, who asks for what, and what of the object is different afterwards. */
export interface LiveChange {
  readonly playbook: string;
  readonly kind: 'Deployment' | 'Node';
  readonly name: string;
  readonly question: readonly string[];
  stage(shop: Shop): Promise<void>;
  /** The part of the object that is changed. */
  readonly wanted: object;
  /** How taking it back ends: a pod that was evicted does not come back. */
  readonly restored: { readonly status: number; readonly report: { readonly status: string } };
}

const there = ['--namespace', namespace];
const restored = { status: 0, report: { status: 'completed' } };
const container = (fields: object): object => ({ spec: { template: { spec: { containers: [fields] } } } });
const restartedAt = { 'kubectl.kubernetes.io/restartedAt': expect.any(String) };

/** Each Kubernetes change, with a fault that it heals. */
export const liveChanges: readonly LiveChange[] = [
  {
    playbook: 'k8s-scale',
    kind: 'Deployment',
    name: 'counter',
    question: ['scale counter to 3 replicas in prod', ...there],
    stage: (shop) => shop.deploy('counter', { replicas: 1 }),
    wanted: { spec: { replicas: 3 } },
    restored,
  },
  {
    playbook: 'k8s-restart',
    kind: 'Deployment',
    name: 'hanger',
    question: ['restart deployment hanger in prod', ...there],
    stage: async (shop) => {
      await shop.deploy('hanger');
      await shop.crash('hanger');
    },
    wanted: { spec: { template: { metadata: { annotations: restartedAt } } } },
    restored,
  },
  {
    playbook: 'k8s-rollback',
    kind: 'Deployment',
    name: 'roller',
    question: ['roll back deployment roller in prod', ...there],
    stage: async (shop) => {
      await shop.deploy('roller', { image: 'shop/api:1' });
      await shop.breakImage('roller');
    },
    wanted: container({ image: 'shop/api:1' }),
    restored,
  },
  {
    playbook: 'k8s-set-resources',
    kind: 'Deployment',
    name: 'hungry',
    question: ['set the memory limit of deployment hungry to 1Gi in prod', ...there],
    stage: (shop) => shop.starve('hungry'),
    wanted: container({ resources: { limits: { memory: '1Gi' } } }),
    restored,
  },
  {
    playbook: 'k8s-cordon',
    kind: 'Node',
    name: 'kwok-0',
    question: ['cordon node kwok-0 in prod'],
    stage: async () => undefined,
    wanted: { spec: { unschedulable: true } },
    restored,
  },
  {
    playbook: 'k8s-drain',
    kind: 'Node',
    name: 'kwok-1',
    question: ['drain node kwok-1 in prod'],
    stage: async (shop) => {
      // What crashes all the time would never be ready elsewhere.
      await shop.clear();
      await shop.deploy('mover', { replicas: 3 });
    },
    wanted: { spec: { unschedulable: true } },
    restored: { status: 1, report: { status: 'partial' } },
  },
];
