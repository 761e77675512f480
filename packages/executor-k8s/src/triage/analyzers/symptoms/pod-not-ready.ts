import { conditionOf, timeAt } from '../../../evidence/read.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { graceMs, troublesOf } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { citeProbe, failingProbes, probeSentence } from '../pods/failing-probes.ts';
import { onward } from './onward.ts';

const definition: TriageFindingDefinition = {
  code: 'POD-004',
  title: 'Pod runs but is not ready',
  role: 'symptom',
  severity: 'medium',
  decided:
    'All containers run, the Ready condition is not True, and either a probe failed since the pod started or more than 30 seconds passed. A pod that is only starting is nothing.',
  thresholds: { seconds: 30 },
  source: 'Kubernetes, "Pod Lifecycle", readiness',
  remedy: 'See which probe fails and why.',
};

/** Pods that run without becoming ready. */
export const podNotReady: Analyzer = {
  name: 'pod-not-ready',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.pods.filter((pod) => isStuck(snapshot, pod)).map((pod) => describe(snapshot, pod)),
  }),
};

function isStuck(snapshot: Snapshot, pod: Pod): boolean {
  if (pod.phase !== 'Running' || pod.isReady || pod.isTerminating) return false;
  if (troublesOf(snapshot, pod).length > 0) return false;
  if (snapshot.eventsOf(pod.key).some(({ reason }) => reason === 'Unhealthy')) return true;
  const since = readySince(pod) ?? pod.createdAt;
  return since !== null && snapshot.now !== null && snapshot.now - since > graceMs;
}

function readySince(pod: Pod): number | null {
  return timeAt(conditionOf(pod.raw, 'Ready')?.raw, 'lastTransitionTime');
}

function describe(snapshot: Snapshot, pod: Pod): Draft {
  const workload = snapshot.workloadOf(pod);
  const condition = conditionOf(pod.raw, 'Ready');
  const waiting = pod.containers.filter(({ isReady, role }) => role === 'app' && !isReady).map(({ name }) => name);
  const probes = failingProbes(snapshot).get(pod.key) ?? [];
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: definition.severity,
    subject: workload,
    instances: [pod.key],
    title: `${workload.kind} ${workload.namespace}/${workload.name}: pods run but are not ready`,
    detail: [`Not ready: ${waiting.join(', ') || 'the pod as a whole'}.`, ...probes.map(probeSentence)].join(' '),
    evidence: [
      ...probes.flatMap((probe) => citeProbe(snapshot, probe)),
      ...snapshot.cite(
        pod,
        ['status', 'conditions', condition?.index ?? 0, 'status'],
        ['status', 'conditions', condition?.index ?? 0, 'message'],
      ),
    ],
    explains: onward(snapshot, pod),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(readySince(pod)),
  });
}
