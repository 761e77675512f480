import { listAt, timeAt } from '../../../evidence/read.ts';
import { someOf, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { graceMs } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { heldBy, isHeldBack } from '../pods/deletion.ts';
import { onward } from './onward.ts';

const definition: TriageFindingDefinition = {
  code: 'POD-007',
  title: 'Pod is stuck in deletion',
  role: 'symptom',
  severity: 'medium',
  decided:
    'A pod is being deleted and 30 seconds passed beyond its grace period, or finalizers other than those of Kubernetes hold it though the kubelet has done its part (all containers ended, or grace period 0) or 5 seconds passed since the request. Any other pod within its grace period is only ending.',
  thresholds: { seconds: 30, finalizer_seconds: 5 },
  source: 'Kubernetes, "Pod Lifecycle", termination; kubelet, pod_workers.go of Kubernetes 1.36',
  remedy: 'See what holds it: a finalizer, a node that does not answer, a volume that cannot be unmounted.',
};

/** Pods that should be gone. */
export const podTerminating: Analyzer = {
  name: 'pod-terminating',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.pods.filter((pod) => isStuck(snapshot, pod)).map((pod) => describe(snapshot, pod)),
  }),
};

function isStuck({ now }: Snapshot, pod: Pod): boolean {
  if (!pod.isTerminating) return false;
  if (isHeldBack(pod, now)) return true;
  // The API server adds the grace period to the time of the request.
  const due = timeAt(pod.raw, 'metadata', 'deletionTimestamp');
  return due !== null && now !== null && now - due > graceMs;
}

function describe(snapshot: Snapshot, pod: Pod): Draft {
  const due = timeAt(pod.raw, 'metadata', 'deletionTimestamp');
  const late =
    due === null || snapshot.now === null || snapshot.now <= due ? '' : `, ${span(snapshot.now - due)} overdue`;
  const finalizers = heldBy(pod);
  const running = pod.containers.filter(({ state }) => state.kind === 'running').map(({ name }) => name);
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: definition.severity,
    subject: pod,
    title: `Pod ${pod.namespace}/${pod.name} is being deleted and does not go`,
    detail: `On node ${pod.node || '(none)'}${late}.${finalizers.length === 0 ? '' : ` Finalizers: ${someOf(finalizers)}.`}${running.length === 0 ? '' : ` Still running: ${someOf(running)}.`}`,
    evidence: snapshot.cite(
      pod,
      ['metadata', 'deletionTimestamp'],
      ['metadata', 'deletionGracePeriodSeconds'],
      ...listAt(pod.raw, 'metadata', 'finalizers').map((_, index) => ['metadata', 'finalizers', index]),
      ['spec', 'nodeName'],
    ),
    explains: onward(snapshot, pod),
    since: isoTime(due),
  });
}
