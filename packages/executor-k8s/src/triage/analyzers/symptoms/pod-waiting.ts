import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { graceMs, troublesOf } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { onward } from './onward.ts';

const definition: TriageFindingDefinition = {
  code: 'POD-005',
  title: 'Pod has a node and does not start',
  role: 'symptom',
  severity: 'high',
  decided:
    'A pod with a node is Pending and none of its containers fails, and either mounting or its sandbox failed or more than 60 seconds passed without it. A running init container is work, not waiting.',
  thresholds: { seconds: 60 },
  source: 'kubelet, kuberuntime_manager.go and volume manager of Kubernetes 1.36',
  remedy: 'See the volume, the network plug-in or the kubelet that it waits for.',
};

const startReasons: ReadonlySet<string> = new Set([
  'FailedAttachVolume',
  'FailedCreatePodSandBox',
  'FailedMapVolume',
  'FailedMount',
  'NetworkNotReady',
]);

/** Pods that the kubelet does not get started: volumes, sandbox, network. */
export const podWaiting: Analyzer = {
  name: 'pod-waiting',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.pods.filter((pod) => isWaiting(snapshot, pod)).map((pod) => describe(snapshot, pod)),
  }),
};

function isWaiting(snapshot: Snapshot, pod: Pod): boolean {
  if (pod.phase !== 'Pending' || pod.node === '' || pod.isTerminating) return false;
  if (troublesOf(snapshot, pod).length > 0 || pod.containers.some(({ state }) => state.kind === 'running'))
    return false;
  if (snapshot.eventsOf(pod.key).some(({ reason }) => startReasons.has(reason))) return true;
  return pod.createdAt !== null && snapshot.now !== null && snapshot.now - pod.createdAt > 2 * graceMs;
}

function describe(snapshot: Snapshot, pod: Pod): Draft {
  const workload = snapshot.workloadOf(pod);
  const [event] = snapshot.eventsOf(pod.key).filter(({ reason }) => startReasons.has(reason));
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: event === undefined ? 'absence' : 'message',
    severity: definition.severity,
    subject: workload,
    instances: [pod.key],
    title: `${workload.kind} ${workload.namespace}/${workload.name}: pods do not start`,
    detail: event === undefined ? `On node ${pod.node}, without a word why.` : `${event.reason}: ${event.message}`,
    evidence: [
      ...snapshot.cite(pod, ['status', 'phase'], ['spec', 'nodeName']),
      ...(event === undefined ? [] : snapshot.cite(event, ['message'])),
    ],
    explains: onward(snapshot, pod),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(pod.createdAt),
  });
}
