import type { Remediation } from '@cloudops/spec';
import { rollBack } from '../../../cpu/remediation.ts';
import { listAt, numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { controllerOf } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

/** The revision that a Deployment ran before its present one. */
export interface EarlierRevision {
  readonly replicaSet: Entity;
  readonly revision: number;
  readonly present: number;
  /** Pods of it that are ready now. */
  readonly ready: number;
}

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly Entity[]>>();

/** The one before the present; null for the first revision, or for a workload that is no Deployment. */
export function earlierRevision(snapshot: Snapshot, workload: Workload): EarlierRevision | null {
  const sets = (replicaSets(snapshot).get(workload.key) ?? [])
    .map((replicaSet) => ({ replicaSet, revision: revisionOf(replicaSet) }))
    .sort((a, b) => b.revision - a.revision);
  const [present, before] = sets;
  if (present === undefined || before === undefined || before.revision === 0) return null;
  return {
    ...before,
    present: present.revision,
    ready: numberAt(before.replicaSet.raw, 'status', 'readyReplicas') ?? 0,
  };
}

function replicaSets(snapshot: Snapshot): ReadonlyMap<string, readonly Entity[]> {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const owned = Map.groupBy(snapshot.all('replicasets'), ({ raw, namespace }) => {
    const owner = controllerOf(raw);
    return owner === null ? '' : `${owner.kind}/${namespace}/${owner.name}`;
  });
  known.set(snapshot, owned);
  return owned;
}

function revisionOf({ raw }: Entity): number {
  return Number(textAt(raw, 'metadata', 'annotations', 'deployment.kubernetes.io/revision')) || 0;
}

/** The image that a revision gives to a container; empty when it has no such container. */
export function imageIn({ raw }: Entity, container: string): string {
  const containers = ['containers', 'initContainers'].flatMap((list) => listAt(raw, 'spec', 'template', 'spec', list));
  return textAt(
    containers.find((one) => valueAt(one, 'name') === container),
    'image',
  );
}

/** Going back, where there is something to go back to. */
export function wayBack(snapshot: Snapshot, workload: Workload): readonly Remediation[] {
  const earlier = earlierRevision(snapshot, workload);
  return earlier === null ? [] : [rollBack(workload, earlier.present, earlier.revision)];
}
