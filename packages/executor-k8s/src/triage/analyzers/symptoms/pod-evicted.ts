import { textAt } from '../../../evidence/read.ts';
import { count, quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Lost, lostPods } from '../pods/lost-pods.ts';
import { onward } from './onward.ts';

const definition: TriageFindingDefinition = {
  code: 'POD-006',
  title: 'Pods are evicted or rejected',
  role: 'symptom',
  severity: 'medium',
  decided:
    'The kubelet ended a pod with a reason of its own (Evicted, OutOf…, NodeAffinity, NodePorts, UnexpectedAdmissionError, a shutdown) within 15 minutes, or did so to two pods of a workload within the hour. Older evicted pods are only litter.',
  thresholds: { minutes: 15, repeated_minutes: 60, pods: 2 },
  source: 'kubelet, eviction_manager.go, lifecycle/predicate.go and nodeshutdown of Kubernetes 1.36',
  remedy: 'See which resource ran out and who used it.',
};

/** Pods that a kubelet put out. */
export const podEvicted: Analyzer = {
  name: 'pod-evicted',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({ drafts: lostPods(snapshot).map((one) => describe(snapshot, one)) }),
};

function describe(snapshot: Snapshot, { pod, workload, at, reason, siblings }: Lost): Draft {
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: siblings > 1 ? 'high' : definition.severity,
    subject: workload,
    instances: [pod.key],
    title: `${workload.kind} ${workload.namespace}/${workload.name}: ${count(siblings, 'pod')} lost to ${quote(reason)}`,
    detail: `${reason}: ${quote(textAt(pod.raw, 'status', 'message')) || 'no message'}`,
    evidence: snapshot.cite(pod, ['status', 'reason'], ['status', 'message'], ['spec', 'nodeName']),
    explains: onward(snapshot, pod).filter(({ codes }) => !codes?.includes('SVC-001')),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(at),
  });
}
