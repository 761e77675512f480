import { type ChangeUnderTest, changeConformance, createFaultyTransport } from '@cloudops/testkit';
import { describe, it } from 'vitest';
import { createTestContext } from '../__fixtures__/test-bench.ts';
import { createKubernetesProvider } from '../provider.ts';
import { mark } from './__fixtures__/change-bench.ts';
import { createFakeCluster, type FakeCluster, type Loose } from './__fixtures__/fake-cluster.ts';
import { collections, obey, putPod, putWorkload } from './__fixtures__/workloads.ts';

const owner: Loose = { ownerReferences: [{ kind: 'ReplicaSet', name: 'api-h1', uid: 'uid-rs', controller: true }] };

function stage(cluster: FakeCluster): void {
  const workload = putWorkload(cluster, 'Deployment', 'api', 2);
  obey(cluster);
  const template = structuredClone(workload.spec.template);
  template.spec.containers[0].image = 'shop/api:0';
  for (const [index, of] of [template, workload.spec.template].entries()) {
    cluster.put(collections.ReplicaSet ?? '', {
      metadata: {
        ...{ name: `api-h${index}`, namespace: 'shop', labels: { app: 'api' } },
        annotations: { 'deployment.kubernetes.io/revision': String(index + 1) },
        ownerReferences: [{ kind: 'Deployment', name: 'api', uid: 'uid-api', controller: true }],
      },
      spec: { template: of },
    });
  }
  cluster.put(collections.Node ?? '', { metadata: { name: 'open' }, spec: {} });
  cluster.put(collections.Node ?? '', { metadata: { name: 'n1' }, spec: { unschedulable: true } });
  putPod(cluster, 'api-1', { metadata: owner });
}

/** The objects that changes write to, without marks and what every write moves. */
function worldOf(cluster: FakeCluster): string {
  const paths = [`${collections.Deployment}/api`, `${collections.Node}/open`, `${collections.Pod}/api-1`];
  return JSON.stringify(paths.map((path) => cluster.get(path)?.spec ?? null));
}

interface Subject {
  readonly input: ChangeUnderTest['input'];
  readonly isRepeatable?: boolean;
}

const subjects: Readonly<Record<string, Subject>> = {
  cordon: { input: { node: 'open' } },
  drain: { input: { node: 'n1', wait_sec: 10 } },
  restart: { input: { namespace: 'shop', workload: 'deployment/api', wait_sec: 10 }, isRepeatable: true },
  rollback: { input: { namespace: 'shop', workload: 'deployment/api', revision: 1, wait_sec: 10 } },
  scale: { input: { namespace: 'shop', workload: 'deployment/api', replicas: 5, wait_sec: 10 } },
  'set-resources': { input: { namespace: 'shop', workload: 'deployment/api', cpu: '1', wait_sec: 10 } },
};

describe.each(Object.entries(subjects))('kubernetes.%s conforms', (name, { input, isRepeatable = false }) => {
  const cases = changeConformance(async () => {
    const cluster = createFakeCluster();
    stage(cluster);
    const faulty = createFaultyTransport(cluster.transport);
    const { actions } = createKubernetesProvider({ version: '1', transport: faulty.transport, environment: {} });
    const action = actions.find((candidate) => candidate.name === name);
    if (action === undefined) throw new RangeError(`no change ${name}`);
    const context = Object.assign(createTestContext(), { change: mark });
    return { action, input, context, isRepeatable, fail: faulty.fail, world: () => worldOf(cluster) };
  });
  for (const { name: rule, run } of cases) it(rule, run);
});
