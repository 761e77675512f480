import { compareText, listAt, textAt } from '../../../evidence/read.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { type Reading, readingsOf } from './samples.ts';

/** What a container of a workload used over the window: of all its pods, also former ones, the one that used the most. */
export interface ContainerUse {
  readonly workload: Workload;
  readonly container: string;
  /** 95th percentile, cores. */
  readonly cpu: Reading | null;
  /** Most at any time, bytes. */
  readonly memory: Reading | null;
  /** Measurements, of all pods together. */
  readonly points: number;
}

/** Uses by workload and container, sorted. */
export function usesOf(snapshot: Snapshot): readonly ContainerUse[] {
  const find = workloadFinder(snapshot);
  const uses = new Map<string, ContainerUse>();
  const note = (reading: Reading, change: (known: ContainerUse) => ContainerUse): void => {
    const workload = find(reading.label('namespace'), reading.label('pod'));
    const container = reading.label('container');
    if (workload === undefined || container === '') return;
    const key = `${workload.key}/${container}`;
    uses.set(key, change(uses.get(key) ?? { workload, container, cpu: null, memory: null, points: 0 }));
  };
  for (const one of readingsOf(snapshot, 'cpu_p95')) note(one, (use) => ({ ...use, cpu: larger(use.cpu, one) }));
  for (const one of readingsOf(snapshot, 'memory_max'))
    note(one, (use) => ({ ...use, memory: larger(use.memory, one) }));
  for (const one of readingsOf(snapshot, 'points')) note(one, (use) => ({ ...use, points: use.points + one.value }));
  return [...uses].sort(([a], [b]) => compareText(a, b)).map(([, use]) => use);
}

function larger(known: Reading | null, other: Reading): Reading {
  return known === null || other.value > known.value ? other : known;
}

/** Finds the workload of a pod by name: one that is there, or one that a controller's naming says was its. */
function workloadFinder(snapshot: Snapshot): (namespace: string, pod: string) => Workload | undefined {
  const present = new Map(
    snapshot.pods.map((pod) => [`${pod.namespace}/${pod.name}`, snapshot.workloadOf(pod)] as const),
  );
  const deployments = new Map(
    snapshot.all('replicasets').map(({ namespace, name, raw }) => {
      const owner = listAt(raw, 'metadata', 'ownerReferences').find((one) => textAt(one, 'kind') === 'Deployment');
      return [`${namespace}/${name}`, textAt(owner, 'name')] as const;
    }),
  );
  return (namespace, pod) => {
    const there = present.get(`${namespace}/${pod}`);
    if (there !== undefined) return there;
    const stem = pod.replace(/-[a-z0-9]{5}$/, '');
    const deployment = deployments.get(`${namespace}/${stem}`);
    if (deployment) return snapshot.workloads.get(keyOf('Deployment', namespace, deployment));
    const byOrdinal = snapshot.workloads.get(keyOf('StatefulSet', namespace, pod.replace(/-\d+$/, '')));
    return byOrdinal ?? snapshot.workloads.get(keyOf('DaemonSet', namespace, stem));
  };
}
