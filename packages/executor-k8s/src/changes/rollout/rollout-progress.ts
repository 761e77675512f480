import { type Fields, fieldsOf, numberOf, textOf } from '../../api/object-fields.ts';
import { conditionOf, textAt } from '../../evidence/read.ts';
import { quote } from '../../evidence/words.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';

/** How far a workload is in becoming what its specification says. */
export interface Progress {
  readonly isDone: boolean;
  /** A clause such as `3 of 5 pods are updated and available`. */
  readonly message: string;
}

function figure(fields: Fields, name: string): number {
  return numberOf(fields[name]) ?? 0;
}

/** How many pods a workload is to have; a Deployment that does not say so has one. */
export function wantedReplicas(object: Fields): number {
  return numberOf(fieldsOf(object.spec).replicas) ?? 1;
}

function deploymentProgress(object: Fields): Progress {
  const status = fieldsOf(object.status);
  const wanted = wantedReplicas(object);
  const [updated, total, available] = ['updatedReplicas', 'replicas', 'availableReplicas'].map((name) =>
    figure(status, name),
  ) as [number, number, number];
  const isDone = updated === wanted && total === wanted && available === wanted;
  const old = total > updated ? `, ${total - updated} old ones are still there` : '';
  return { isDone, message: `${updated} of ${wanted} pods are updated, ${available} available${old}` };
}

/** Ordinals below the partition keep the old template on purpose. */
function statefulSetProgress(object: Fields): Progress {
  const spec = fieldsOf(object.spec);
  const status = fieldsOf(object.status);
  const wanted = wantedReplicas(object);
  const partition = numberOf(fieldsOf(fieldsOf(spec.updateStrategy).rollingUpdate).partition) ?? 0;
  const toUpdate = Math.max(0, wanted - partition);
  const isCurrent = textOf(status.currentRevision) === textOf(status.updateRevision);
  const updated = isCurrent ? figure(status, 'replicas') : figure(status, 'updatedReplicas');
  const available = numberOf(status.availableReplicas) ?? figure(status, 'readyReplicas');
  const isDone = updated >= toUpdate && figure(status, 'replicas') === wanted && available === wanted;
  return { isDone, message: `${Math.min(updated, toUpdate)} of ${toUpdate} pods are updated, ${available} available` };
}

function daemonSetProgress(object: Fields): Progress {
  const status = fieldsOf(object.status);
  const wanted = figure(status, 'desiredNumberScheduled');
  const updated = figure(status, 'updatedNumberScheduled');
  const available = figure(status, 'numberAvailable');
  const isDone = updated >= wanted && available >= wanted;
  return { isDone, message: `${updated} of ${wanted} pods are updated, ${available} available` };
}

const progresses: Readonly<Record<WorkloadKind, (object: Fields) => Progress>> = {
  Deployment: deploymentProgress,
  StatefulSet: statefulSetProgress,
  DaemonSet: daemonSetProgress,
};

/** Whether a rollout is complete, as `kubectl rollout status` decides it; old pods must be gone as well. */
export function rolloutProgress(kind: WorkloadKind, object: Fields): Progress {
  const seen = numberOf(fieldsOf(object.status).observedGeneration) ?? 0;
  const generation = numberOf(fieldsOf(object.metadata).generation) ?? 0;
  if (seen < generation) return { isDone: false, message: 'its controller has not looked at it yet' };
  const progress = progresses[kind](object);
  const failure = conditionOf(object, 'ReplicaFailure');
  if (progress.isDone || textAt(failure?.raw, 'status') !== 'True') return progress;
  return {
    isDone: false,
    message: `${progress.message}; no pod can be made: ${quote(textAt(failure?.raw, 'message'))}`,
  };
}
