import type { StepEvidence } from '../../evidence/step-evidence.ts';
import type { CpuScope } from '../input.ts';
import { ago, app, deployment, hpa, node, pod, quota, replicaSet, template } from './objects.ts';
import { each, stage } from './world.ts';

/** One staged cluster with the answer that is right. */
export interface Scenario {
  readonly id: string;
  readonly steps: Readonly<Record<string, StepEvidence>>;
  readonly scope: CpuScope;
  /** `CODE Kind/namespace/name`, or null when nothing is a cause. */
  readonly cause: string | null;
}

const nodes = ['kwok-0', 'kwok-1', 'kwok-2'].map((name) => node(name));
const spread = <Value>(values: readonly Value[], place: (value: Value, node: string) => Value): Value[] =>
  values.map((value, index) => place(value, `kwok-${index % 3}`));

function on(raw: Record<string, unknown>, nodeName: string): Record<string, unknown> {
  return { ...raw, spec: { ...(raw.spec as object), nodeName } };
}

function hotReplica(): Scenario {
  const api = app('api', 3, { request: '200m', limit: '1' });
  const pods = spread(api.pods, on);
  const usage = { ...each(pods, 0.06), 'api-r1-0': 0.93 };
  const lists = { deployments: [api.deployment], replicasets: [api.replicaSet] };
  return { id: 'HC-01', steps: stage({ nodes, pods, usage, lists }), scope: {}, cause: 'CPU-104 Deployment/shop/api' };
}

function noisyNeighbour(): Scenario {
  const batch = app('batch', 1, { request: '100m', limit: null, node: 'n-small' });
  const web = app('web', 4, { node: 'n-small' });
  const pods = [...batch.pods, ...web.pods];
  const usage = { ...each(web.pods, 0.1), ...each(batch.pods, 3.5) };
  const closed = ['web', 'all'].map((name) => ({
    metadata: { namespace: 'shop', name, generation: 1 },
    spec: { selector: name === 'all' ? {} : { matchLabels: { app: name } } },
    status: { disruptionsAllowed: 0, currentHealthy: 4, desiredHealthy: 4, expectedPods: 4, observedGeneration: 1 },
  }));
  const lists = {
    deployments: [batch.deployment, web.deployment],
    replicasets: [batch.replicaSet, web.replicaSet],
    budgets: closed,
  };
  const steps = stage({ nodes: [...nodes, node('n-small', '4')], pods, usage, lists });
  return { id: 'HC-02', steps, scope: {}, cause: 'CPU-105 Deployment/shop/batch' };
}

function pinnedAutoscaler(): Scenario {
  const checkout = app('checkout', 3, {});
  const pods = spread(checkout.pods, on);
  const conditions = [{ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' }];
  const hpas = [hpa('checkout', { current: 95, target: 60, replicas: 3, maximum: 3, conditions })];
  const lists = { deployments: [checkout.deployment], replicasets: [checkout.replicaSet], hpas };
  const steps = stage({ nodes, pods, usage: each(pods, 0.19), lists });
  return { id: 'HC-04', steps, scope: {}, cause: 'CPU-110 HorizontalPodAutoscaler/shop/checkout' };
}

function regression(): Scenario {
  const search = app('search', 3, { revision: 2, created: ago(4) });
  const pods = spread(search.pods, on);
  const replicasets = [
    replicaSet('search', 1, { template: template({ image: 'registry.local/app:1.0' }) }),
    replicaSet('search', 2, { created: ago(4), template: template({ image: 'registry.local/app:1.1' }) }),
  ];
  const lists = { deployments: [search.deployment], replicasets };
  return {
    id: 'HC-06',
    steps: stage({ nodes, pods, usage: each(pods, 0.82), lists }),
    scope: {},
    cause: 'CPU-106 Deployment/shop/search',
  };
}

function darkNode(): Scenario {
  const blind = app('blind', 2, { node: 'n-dark' });
  const lists = { deployments: [blind.deployment], replicasets: [blind.replicaSet] };
  const steps = stage({
    nodes: [...nodes, node('n-dark', '4')],
    pods: blind.pods,
    usage: {},
    nodeUsage: { 'n-dark': -1 },
    lists,
  });
  return { id: 'HC-09', steps, scope: {}, cause: null };
}

function metricsDown(): Scenario {
  const any = app('any', 2);
  const lists = { deployments: [any.deployment], replicasets: [any.replicaSet] };
  const metrics: StepEvidence = {
    status: 'unknown',
    reason: { kind: 'unavailable', message: '503 Service Unavailable' },
  };
  const steps = stage({ nodes, pods: spread(any.pods, on), lists, steps: { metrics } });
  return { id: 'HC-10', steps, scope: {}, cause: null };
}

function falseAlarm(): Scenario {
  const bursty = app('bursty', 2, { limit: '2' });
  const pods = spread(bursty.pods, on);
  const lists = { deployments: [bursty.deployment], replicasets: [bursty.replicaSet] };
  return { id: 'HC-11', steps: stage({ nodes, pods, usage: each(pods, 0.36), lists }), scope: {}, cause: null };
}

/** What the scheduler writes. */
export const unschedulable: Record<string, unknown> = {
  conditions: [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/3 nodes are available: 3 Insufficient cpu.',
    },
  ],
};

function tooLarge(): Scenario {
  const parts = { request: '64', limit: null, phase: 'Pending', status: unschedulable };
  const huge = app('huge', 1, parts);
  const lists = { deployments: [huge.deployment], replicasets: [huge.replicaSet] };
  return {
    id: 'SC-01',
    steps: stage({ nodes, pods: huge.pods, usage: {}, lists }),
    scope: {},
    cause: 'CPU-120 Deployment/shop/huge',
  };
}

function fullQuota(): Scenario {
  const many = app('many', 2, {});
  const message =
    'pods "many-x" is forbidden: exceeded quota: q, requested: requests.cpu=200m, used: requests.cpu=400m, limited: requests.cpu=500m';
  const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }];
  const lists = {
    deployments: [deployment('many', 6, { status: { conditions, replicas: 2 } })],
    replicasets: [many.replicaSet],
    quotas: [quota('q', { 'requests.cpu': '500m', pods: '3' }, { 'requests.cpu': '400m', pods: '2' })],
  };
  const steps = stage({ nodes, pods: spread(many.pods, on), usage: each(many.pods, 0.05), lists });
  return { id: 'SC-05', steps, scope: {}, cause: 'CPU-122 ResourceQuota/shop/q' };
}

/** A cluster with everything that looks odd and is well. */
export function healthy(): Scenario {
  const rolling = app('rolling', 3, { revision: 2, created: ago(3) });
  const idle = app('idle', 3);
  const done = pod('done-1', { phase: 'Succeeded', owner: { kind: 'Job', name: 'done' } });
  const pods = [...spread([...rolling.pods, ...idle.pods], on), done];
  const lists = {
    deployments: [rolling.deployment, idle.deployment, deployment('zero', 0)],
    replicasets: [replicaSet('rolling', 1), replicaSet('rolling', 2, { created: ago(3) }), idle.replicaSet],
    hpas: [hpa('idle', { current: 55, target: 60, replicas: 3, maximum: 6, desired: 3 })],
    jobs: [{ metadata: { namespace: 'shop', name: 'done' }, spec: { parallelism: 1 }, status: { succeeded: 1 } }],
    cronjobs: [{ metadata: { namespace: 'shop', name: 'nightly' }, spec: { suspend: true } }],
    quotas: [quota('q', { 'requests.cpu': '10' }, { 'requests.cpu': '1200m' })],
  };
  const cordoned = node('spare', '8', { spec: { unschedulable: true } });
  const steps = stage({ nodes: [...nodes, cordoned], pods, usage: each(pods.slice(0, 6), 0.11), lists });
  return { id: 'healthy', steps, scope: {}, cause: null };
}

/** The scenarios of the test bed, as evidence. */
export const scenarios: readonly Scenario[] = [
  hotReplica(),
  noisyNeighbour(),
  pinnedAutoscaler(),
  regression(),
  darkNode(),
  metricsDown(),
  falseAlarm(),
  tooLarge(),
  fullQuota(),
  healthy(),
];
