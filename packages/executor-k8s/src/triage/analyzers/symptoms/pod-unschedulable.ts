import { conditionOf, textAt, timeAt } from '../../../evidence/read.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { graceMs } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { onward } from './onward.ts';

const definition: TriageFindingDefinition = {
  code: 'SCH-001',
  title: 'Pod finds no node',
  role: 'symptom',
  severity: 'high',
  decided:
    'A pod without a node has PodScheduled=False with reason Unschedulable, or has had no answer from any scheduler for 30 seconds. A pod that waits for its scheduling gates was told to.',
  thresholds: { seconds: 30 },
  source: 'kube-scheduler, schedule_one.go of Kubernetes 1.36',
  remedy: 'See which rule of the pod or which lack of room keeps it from every node.',
};

/** Pods that no node takes. */
export const podUnschedulable: Analyzer = {
  name: 'pod-unschedulable',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.pods.filter((pod) => isUnschedulable(snapshot, pod)).map((pod) => describe(snapshot, pod)),
  }),
};

/** Whether a pod waits for a node that does not come. */
export function isUnschedulable(snapshot: Snapshot, pod: Pod): boolean {
  if (pod.node !== '' || pod.isFinished || pod.isTerminating) return false;
  const condition = conditionOf(pod.raw, 'PodScheduled')?.raw;
  const reason = textAt(condition, 'reason');
  if (reason !== '') return reason === 'Unschedulable' || reason === 'SchedulerError';
  return pod.createdAt !== null && snapshot.now !== null && snapshot.now - pod.createdAt > graceMs;
}

function describe(snapshot: Snapshot, pod: Pod): Draft {
  const workload = snapshot.workloadOf(pod);
  const condition = conditionOf(pod.raw, 'PodScheduled');
  const message = textAt(condition?.raw, 'message');
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: condition === null ? 'absence' : 'status',
    severity: definition.severity,
    subject: workload,
    instances: [pod.key],
    title: `${workload.kind} ${workload.namespace}/${workload.name}: pods find no node`,
    detail: message === '' ? 'No scheduler has said anything about it.' : message,
    evidence: snapshot.cite(
      pod,
      ['status', 'conditions', condition?.index ?? 0, 'message'],
      ['metadata', 'creationTimestamp'],
    ),
    explains: onward(snapshot, pod),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(timeAt(condition?.raw, 'lastTransitionTime') ?? pod.createdAt),
  });
}
