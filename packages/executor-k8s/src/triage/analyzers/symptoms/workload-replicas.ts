import type { EvidenceRef } from '@cloudops/spec';
import { conditionOf, numberAt, textAt, timeAt } from '../../../evidence/read.ts';
import { count } from '../../../evidence/words.ts';
import {
  type Analyzer,
  type Draft,
  draft,
  type Explanation,
  isoTime,
  type TriageFindingDefinition,
} from '../../draft.ts';
import { autoscalersOf } from '../../snapshot/autoscaler.ts';
import { graceMs } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { isObserved, type ReplicaCounts, replicaCounts, revisionsOf } from '../../snapshot/workload-status.ts';

const definition: TriageFindingDefinition = {
  code: 'WRK-002',
  title: 'Fewer replicas ready than wanted',
  role: 'symptom',
  severity: 'high',
  decided:
    'A Deployment, StatefulSet or DaemonSet has fewer ready replicas than it wants, by its status and, where they were read, by its pods, and nothing of it is younger than 30 seconds; or a Deployment says ProgressDeadlineExceeded. A rollout that still moves is nothing.',
  thresholds: { seconds: 30 },
  source: 'Kubernetes, "Deployments", "Failed Deployment"; apps/v1 status fields',
  remedy: 'See what keeps its pods from being ready; roll back where only the new revision fails.',
};

/** Workloads that lack replicas. */
export const workloadReplicas: Analyzer = {
  name: 'workload-replicas',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: [...snapshot.workloads.values()].flatMap((workload) => {
      const counts = replicaCounts(workload);
      return counts !== null && lacksReplicas(snapshot, workload) ? [describe(snapshot, workload, counts)] : [];
    }),
  }),
};

/** Whether a rollout is past its deadline. */
function isPastDeadline({ entity }: Workload): boolean {
  const progressing = conditionOf(entity?.raw, 'Progressing')?.raw;
  return textAt(progressing, 'status') === 'False' && textAt(progressing, 'reason') === 'ProgressDeadlineExceeded';
}

/** Whether a workload has fewer ready replicas than it wants, and nothing of it moves. */
export function lacksReplicas(snapshot: Snapshot, workload: Workload): boolean {
  const counts = replicaCounts(workload);
  if (counts === null || workload.entity === null) return false;
  if (timeAt(workload.entity.raw, 'metadata', 'deletionTimestamp') !== null) return false;
  if (isPastDeadline(workload) && (counts.ready < counts.wanted || counts.updated < counts.wanted)) return true;
  if (counts.ready >= counts.wanted || !isObserved(workload)) return false;
  if (snapshot.isComplete('pods', workload.namespace)) {
    const ready = workload.pods.filter((pod) => pod.isReady && !pod.isTerminating).length;
    if (ready >= counts.wanted) return false;
  }
  return !isMoving(snapshot, workload);
}

/** Created, changed or with a pod within half a minute. */
function isMoving({ now }: Snapshot, { entity, pods }: Workload): boolean {
  if (now === null) return false;
  const progress = timeAt(conditionOf(entity?.raw, 'Progressing')?.raw, 'lastUpdateTime');
  const times = [timeAt(entity?.raw, 'metadata', 'creationTimestamp'), progress, ...pods.map((pod) => pod.createdAt)];
  return times.some((time) => time !== null && now - time <= graceMs);
}

function describe(snapshot: Snapshot, workload: Workload, counts: ReplicaCounts): Draft {
  const { kind, namespace, name, entity } = workload;
  const isStuck = isPastDeadline(workload);
  const serves = counts.ready > 0;
  const progressing = conditionOf(entity?.raw, 'Progressing');
  const touchesUsers = snapshot.touchesUsers(workload);
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: serves ? 'medium' : touchesUsers === true ? 'critical' : 'high',
    subject: workload,
    title: `${kind} ${namespace}/${name}: ${isStuck ? 'the rollout is stuck, ' : ''}${counts.ready} of ${counts.wanted} replicas ready`,
    detail: [...detailsOf(snapshot, workload, counts, isStuck)].join(' '),
    evidence: evidenceOf(snapshot, workload),
    explains: onwardOf(snapshot, workload),
    touchesUsers,
    since: isoTime(isStuck ? timeAt(progressing?.raw, 'lastTransitionTime') : null),
    data: { wanted: counts.wanted, ready: counts.ready },
  });
}

/** Its Services lack endpoints, its autoscaler has no pods to measure. */
function onwardOf(snapshot: Snapshot, { namespace, labels, key }: Workload): readonly Explanation[] {
  const services = snapshot.servicesOf(namespace, labels);
  const autoscalers = autoscalersOf(snapshot).filter(({ targetKey }) => targetKey === key);
  return [
    ...services.map((service) => ({ instance: service.key, codes: ['SVC-001'], mechanism: 'is selected by it' })),
    ...autoscalers.map(({ entity }) => ({ instance: entity.key, codes: ['HPA-001'], mechanism: 'is scaled by it' })),
  ];
}

function* detailsOf(
  snapshot: Snapshot,
  workload: Workload,
  { wanted, ready, updated }: ReplicaCounts,
  isStuck: boolean,
): Iterable<string> {
  yield `${ready} of ${count(wanted, 'replica')} ready, ${updated} of the newest revision.`;
  if (isStuck) yield 'No progress within its deadline (ProgressDeadlineExceeded).';
  const [current, previous] = revisionsOf(snapshot, workload);
  if (current !== undefined && previous !== undefined && previous.ready > 0) {
    yield `Revision ${previous.number} still serves with ${previous.ready}; revision ${current.number} has ${current.ready} ready.`;
  }
  const blocked = blockedOrdinal(workload);
  if (blocked !== null)
    yield `${workload.name}-${blocked} is not ready, so the ones after it are not made (OrderedReady).`;
}

/** The pod that holds up a StatefulSet that makes one after the other; null when none does. */
function blockedOrdinal({ kind, name, entity, pods }: Workload): number | null {
  if (kind !== 'StatefulSet' || textAt(entity?.raw, 'spec', 'podManagementPolicy') === 'Parallel') return null;
  const start = numberAt(entity?.raw, 'spec', 'ordinals', 'start') ?? 0;
  const wanted = numberAt(entity?.raw, 'spec', 'replicas') ?? 1;
  const ordinals = new Map(pods.map((pod) => [Number(pod.name.slice(name.length + 1)), pod]));
  for (let ordinal = start; ordinal < start + wanted - 1; ordinal += 1) {
    const pod = ordinals.get(ordinal);
    if (pod?.isReady === true) continue;
    return pod !== undefined && !ordinals.has(ordinal + 1) ? ordinal : null;
  }
  return null;
}

function evidenceOf(snapshot: Snapshot, { entity }: Workload): readonly EvidenceRef[] {
  if (entity === null) return [];
  const index = conditionOf(entity.raw, 'Progressing')?.index ?? 0;
  return snapshot.cite(
    entity,
    ['spec', 'replicas'],
    ['status', 'readyReplicas'],
    ['status', 'desiredNumberScheduled'],
    ['status', 'numberReady'],
    ['status', 'updatedReplicas'],
    ['status', 'conditions', index, 'reason'],
    ['status', 'conditions', index, 'message'],
  );
}
