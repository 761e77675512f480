import type { Evidence } from '@cloudops/spec';
import { type Fields, fieldsOf, numberOf } from '../../api/object-fields.ts';
import { textAt, valueAt } from '../../evidence/read.ts';
import { count } from '../../evidence/words.ts';
import { without } from '../fields/digest.ts';
import { titleOf } from '../object-state.ts';
import { type KindName, resourceOfKind } from '../request/object-kind.ts';
import { unknown } from '../request/unknown.ts';
import type { FoundWorkload } from '../subject/find-workload.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
import { stuckPods } from './free-stuck-pods.ts';
import { wantedReplicas } from './rollout-progress.ts';

/** Kinds whose pods follow their template. */
export const templateKinds: readonly WorkloadKind[] = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** What a new template relies on: all that the workload says but its replicas, which an autoscaler may move. */
export function reliedTemplate(object: Fields): unknown {
  return without(object.spec, 'replicas');
}

/** Why a new template would not reach the pods; null where it would. */
export function whyNotRolledOut({ name, object }: FoundWorkload): Evidence<never> | null {
  if (valueAt(object, 'spec', 'paused') === true) {
    const message = `${titleOf(name)} is paused: its pods would not follow`;
    return unknown('invalid', message, `kubectl rollout resume ${name.kind.toLowerCase()}/${name.name}`);
  }
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete') return null;
  return unknown('invalid', `${titleOf(name)} replaces a pod only once somebody deletes it (OnDelete)`);
}

/** Pods that a new template replaces: those that the controller has counted, at least those that are wanted. */
export function podsToReplace({ name, object }: FoundWorkload): number {
  const status = fieldsOf(object.status);
  if (name.kind === 'DaemonSet') return numberOf(status.currentNumberScheduled) ?? 0;
  return Math.max(numberOf(status.replicas) ?? 0, wantedReplicas(object));
}

/** The rights for giving workloads of some kinds another template, and for seeing it through. */
export function rightsToRollOut(
  kinds: readonly KindName[],
): readonly { readonly verb: string; readonly resource: string }[] {
  const eviction = { verb: 'create', resource: 'pods/eviction' };
  return [
    ...kinds.map((kind) => ({ verb: 'patch', resource: resourceOfKind(kind) })),
    { verb: 'list', resource: 'pods' },
    ...(kinds.includes('StatefulSet') ? [eviction] : []),
  ];
}

/** What becomes of the pods, for a person. */
export function rolloutEffect(found: FoundWorkload, pods: number): readonly string[] {
  const stuck = stuckPods(found.object, found.name.kind);
  const evicted = `${count(stuck, 'pod')} not ready, for which it would wait for ever, evicted first`;
  return [`${count(pods, 'pod')} replaced ${paceOf(found)}`, ...(stuck === 0 ? [] : [evicted])];
}

/** How fast a workload replaces its pods, in words. */
function paceOf({ name, object }: FoundWorkload): string {
  if (textAt(object, 'spec', 'strategy', 'type') === 'Recreate') return 'all at once (Recreate)';
  if (name.kind === 'StatefulSet') return 'one after the other';
  const limits = valueAt(object, 'spec', name.kind === 'Deployment' ? 'strategy' : 'updateStrategy', 'rollingUpdate');
  const { maxUnavailable, maxSurge } = fieldsOf(limits);
  return `with at most ${String(maxUnavailable ?? 1)} missing and ${String(maxSurge ?? 0)} more than wanted`;
}
