import { listAt, numberAt, textAt, valueAt } from '../../evidence/read.ts';
import type { Pod } from './pod.ts';
import type { Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';

/** How many pods a workload should have and has, as its own status says. */
export interface ReplicaCounts {
  readonly wanted: number;
  readonly ready: number;
  readonly updated: number;
}

/** Null for what keeps no number of pods: Jobs, CronJobs, bare pods, and what was not read. */
export function replicaCounts({ kind, entity }: Workload): ReplicaCounts | null {
  if (entity === null) return null;
  const at = (...path: readonly string[]): number => numberAt(entity.raw, ...path) ?? 0;
  if (kind === 'DaemonSet') {
    return {
      wanted: at('status', 'desiredNumberScheduled'),
      ready: at('status', 'numberReady'),
      updated: at('status', 'updatedNumberScheduled'),
    };
  }
  if (!['Deployment', 'StatefulSet', 'ReplicaSet'].includes(kind)) return null;
  return {
    wanted: numberAt(entity.raw, 'spec', 'replicas') ?? 1,
    ready: at('status', 'readyReplicas'),
    updated: at('status', 'updatedReplicas'),
  };
}

/** Whether a workload is told to run nothing. */
export function isAtZero(workload: Workload): boolean {
  return workload.kind !== 'DaemonSet' && replicaCounts(workload)?.wanted === 0;
}

/** Whether its controller has seen the latest change of it. */
export function isObserved({ entity }: Workload): boolean {
  const generation = numberAt(entity?.raw, 'metadata', 'generation');
  const observed = numberAt(entity?.raw, 'status', 'observedGeneration');
  return generation === null || observed === null || observed >= generation;
}

/** A ReplicaSet of a Deployment, as one of its revisions. */
export interface Revision {
  readonly name: string;
  readonly number: number;
  readonly ready: number;
  readonly replicas: number;
  readonly images: readonly string[];
  readonly raw: unknown;
}

/** Revisions of a Deployment, the newest first. */
export function revisionsOf(snapshot: Snapshot, workload: Workload): readonly Revision[] {
  return replicaSetsOf(snapshot, workload).toSorted((a, b) => b.number - a.number || (a.name < b.name ? -1 : 1));
}

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly Revision[]>>();

function replicaSetsOf(snapshot: Snapshot, { kind, namespace, name }: Workload): readonly Revision[] {
  if (kind !== 'Deployment') return [];
  let groups = known.get(snapshot);
  if (groups === undefined) {
    const all = snapshot.all('replicasets').map((entity) => ({
      owner: listAt(entity.raw, 'metadata', 'ownerReferences').find((one) => valueAt(one, 'controller') === true),
      entity,
    }));
    const grouped = Map.groupBy(all, ({ owner, entity }) => `${entity.namespace}/${textAt(owner, 'name')}`);
    groups = new Map(
      [...grouped].map(([key, some]) => [key, some.map(({ entity }) => toRevision(entity.name, entity.raw))]),
    );
    known.set(snapshot, groups);
  }
  return groups.get(`${namespace}/${name}`) ?? [];
}

function toRevision(name: string, raw: unknown): Revision {
  return {
    name,
    number: Number(textAt(raw, 'metadata', 'annotations', 'deployment.kubernetes.io/revision')) || 0,
    ready: numberAt(raw, 'status', 'readyReplicas') ?? 0,
    replicas: numberAt(raw, 'status', 'replicas') ?? 0,
    images: listAt(raw, 'spec', 'template', 'spec', 'containers').map((container) => textAt(container, 'image')),
    raw,
  };
}

/** Pods that a revision made. */
export function podsOfRevision(workload: Workload, revision: Revision): readonly Pod[] {
  return workload.pods.filter(({ owner }) => owner?.name === revision.name);
}
