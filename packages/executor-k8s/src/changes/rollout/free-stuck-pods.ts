import type { Evidence } from '@cloudops/spec';
import { type Fields, fieldsOf, numberOf, textOf } from '../../api/object-fields.ts';
import { valueAt } from '../../evidence/read.ts';
import { count, someOf } from '../../evidence/words.ts';
import { type EvictionSettings, evict } from '../eviction/evict.ts';
import { controllerOf, keyOf, toEvictable } from '../eviction/evictable.ts';
import type { VerifyReach } from '../object-change.ts';
import { type ObjectState, uidOf } from '../object-state.ts';
import { getObject } from '../request/read-kind.ts';
import { marksOf } from '../subject/marks.ts';
import { isEnding, isReady } from './pod-trouble.ts';
import { podsOf } from './verify-workload.ts';

const tries = 20;
const waitMs = 500;

/** Whether a StatefulSet replaces one pod after the other, and none while one of them is not ready. */
function waitsForPods(object: Fields, kind: string): boolean {
  return kind === 'StatefulSet' && textOf(valueAt(object, 'spec', 'podManagementPolicy')) !== 'Parallel';
}

/** How many of its pods keep such a StatefulSet from going on; 0 for other workloads. */
export function stuckPods(object: Fields, kind: string): number {
  if (!waitsForPods(object, kind)) return 0;
  const status = fieldsOf(object.status);
  return Math.max(0, (numberOf(status.replicas) ?? 0) - (numberOf(status.readyReplicas) ?? 0));
}

/** The workload once its controller has seen what was written; null where that takes too long. */
async function readSeen(state: ObjectState, reach: VerifyReach): Promise<Fields | null> {
  const { clock, signal } = reach.context;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const evidence = await getObject(reach, state.object);
    const object = evidence.output;
    const seen = numberOf(fieldsOf(object?.status).observedGeneration) ?? 0;
    if (object !== undefined && seen >= (numberOf(fieldsOf(object.metadata).generation) ?? 0)) return object;
    try {
      await clock.sleep(waitMs, signal);
    } catch {
      return null;
    }
  }
  return null;
}

function isStuck(pod: Fields, workload: Fields): boolean {
  const revision = textOf(valueAt(pod, 'metadata', 'labels', 'controller-revision-hash'));
  const isOld = revision !== textOf(fieldsOf(workload.status).updateRevision);
  return isOld && !isReady(pod) && !isEnding(pod) && controllerOf(pod)?.uid === uidOf(workload);
}

/**
 * Evicts the pods of the old template that keep a StatefulSet from replacing any: it waits for them to become ready, which
 * they never do. Source: Kubernetes, "StatefulSets", "Forced rollback". Budgets are respected; what cannot go stays, and the
 * verification says so.
 */
export async function freeStuckPods(state: ObjectState, reach: VerifyReach): Promise<string> {
  if (state.object.kind !== 'StatefulSet') return '';
  const workload = await readSeen(state, reach);
  if (workload === null || !waitsForPods(workload, state.object.kind)) return '';
  const pods: Evidence<readonly Fields[]> = await podsOf(reach, workload, state.object.namespace);
  const stuck = (pods.output ?? []).filter((pod) => isStuck(pod, workload)).map(toEvictable);
  const settings: EvictionSettings = { ...reach, marks: marksOf(reach.context), graceSec: null, dryRun: false };
  const answers = await Promise.all(stuck.map((pod) => evict(settings, pod)));
  const gone = stuck.filter((_pod, index) => answers[index]?.kind === 'done').map(keyOf);
  return gone.length === 0 ? '' : `; ${count(gone.length, 'pod')} that would never be ready evicted: ${someOf(gone)}`;
}
