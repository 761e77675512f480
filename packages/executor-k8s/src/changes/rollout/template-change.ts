import type { Evidence } from '@cloudops/spec';
import { type Fields, fieldsOf, numberOf } from '../../api/object-fields.ts';
import { textAt, valueAt } from '../../evidence/read.ts';
import { without } from '../fields/digest.ts';
import { titleOf } from '../object-state.ts';
import { unknown } from '../request/unknown.ts';
import type { FoundWorkload } from '../subject/find-workload.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
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

/** How fast a workload replaces its pods, in words. */
export function paceOf({ name, object }: FoundWorkload): string {
  if (textAt(object, 'spec', 'strategy', 'type') === 'Recreate') return 'all at once (Recreate)';
  if (name.kind === 'StatefulSet') return 'one after the other';
  const limits = valueAt(object, 'spec', name.kind === 'Deployment' ? 'strategy' : 'updateStrategy', 'rollingUpdate');
  const { maxUnavailable, maxSurge } = fieldsOf(limits);
  return `with at most ${String(maxUnavailable ?? 1)} missing and ${String(maxSurge ?? 0)} more than wanted`;
}
