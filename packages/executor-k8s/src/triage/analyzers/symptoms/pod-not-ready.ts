import { conditionOf, numberAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { isInInit } from '../../snapshot/dependents.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { graceMs, troublesOf } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { citeProbe, failingProbes, probeSentence } from '../pods/failing-probes.ts';
import { readProbe } from '../pods/probe-spec.ts';
import { onward } from './onward.ts';
import { lacksReplicas } from './workload-replicas.ts';

const definition: TriageFindingDefinition = {
  code: 'POD-004',
  title: 'Pod runs but is not ready',
  role: 'symptom',
  severity: 'medium',
  decided:
    'All containers run, the Ready condition is not True, each container that is not ready has run for more than 30 seconds and longer than its startup probe gives it, and either a probe failed or the condition has been so for 30 seconds. A pod that is only starting is nothing, unless its probe failed as often as its failureThreshold (3 at least). Or an init container has run for more than 30 seconds while the workload lacks replicas: alone it may be work.',
  thresholds: { seconds: 30, failures: 3 },
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
  if (isInInit(pod)) return isLongInInit(snapshot, pod);
  if (pod.phase !== 'Running' || pod.isReady || pod.isTerminating) return false;
  if (troublesOf(snapshot, pod).length > 0) return false;
  const { now } = snapshot;
  if (now === null) return false;
  if (isStarting(pod, now)) return hasFailed(snapshot, pod);
  if (snapshot.eventsOf(pod.key).some(({ reason }) => reason === 'Unhealthy')) return true;
  const since = readySince(pod) ?? pod.createdAt;
  return since !== null && now - since > graceMs;
}

/** A pod that goes through its init containers while its workload has enough others is nobody's trouble. */
function isLongInInit(snapshot: Snapshot, pod: Pod): boolean {
  const { now } = snapshot;
  if (pod.isTerminating || pod.createdAt === null || now === null || now - pod.createdAt <= graceMs) return false;
  return troublesOf(snapshot, pod).length === 0 && lacksReplicas(snapshot, snapshot.workloadOf(pod));
}

/** The kubelet counts a probe as failed after as many refusals as this, unless the probe says otherwise. */
const usualThreshold = 3;

/** Whether probes failed so often that the kubelet itself has given up on them, however young the pod is. */
function hasFailed(snapshot: Snapshot, pod: Pod): boolean {
  const isInStartup = pod.containers.some(
    (container) =>
      readProbe(container, 'startup') !== null &&
      (container.statusPath === null || valueAt(pod.raw, ...container.statusPath, 'started') !== true),
  );
  if (isInStartup) return false;
  const thresholds = pod.containers.flatMap(({ spec }) => numberAt(spec, 'readinessProbe', 'failureThreshold') ?? []);
  const threshold = Math.max(usualThreshold, ...thresholds);
  return snapshot
    .eventsOf(pod.key)
    .some(({ reason, message, count }) => reason === 'Unhealthy' && count >= threshold && /^Readiness/.test(message));
}

/** Whether a container that is not ready is still within the time that its own probes give it. */
function isStarting(pod: Pod, now: number): boolean {
  return pod.containers.some((container) => {
    const { state, isReady, role, statusPath } = container;
    if (state.kind !== 'running' || isReady || role === 'init') return false;
    const startedAt = state.startedAt ?? pod.createdAt;
    if (startedAt === null) return false;
    const startup = readProbe(container, 'startup');
    const hasStarted = statusPath !== null && valueAt(pod.raw, ...statusPath, 'started') === true;
    const allowedMs = startup === null || hasStarted ? 0 : startup.allowanceSec * 1000;
    return now - startedAt <= Math.max(graceMs, allowedMs);
  });
}

function readySince(pod: Pod): number | null {
  return timeAt(conditionOf(pod.raw, 'Ready')?.raw, 'lastTransitionTime');
}

function describe(snapshot: Snapshot, pod: Pod): Draft {
  const workload = snapshot.workloadOf(pod);
  const condition = conditionOf(pod.raw, 'Ready');
  const waiting = pod.containers.filter(({ isReady, role }) => role === 'app' && !isReady).map(({ name }) => name);
  const probes = failingProbes(snapshot).get(pod.key) ?? [];
  const running = pod.containers.find(({ role, state }) => role === 'init' && state.kind === 'running');
  const isWaiting = isInInit(pod) && running !== undefined;
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: definition.severity,
    subject: workload,
    instances: [pod.key],
    title: `${workload.kind} ${workload.namespace}/${workload.name}: ${isWaiting ? `pods wait for init container ${running.name}` : 'pods run but are not ready'}`,
    detail: [
      isWaiting
        ? `Init container ${running.name} runs and does not end; the others start after it.`
        : `Not ready: ${waiting.join(', ') || 'the pod as a whole'}.`,
      ...probes.map(probeSentence),
    ].join(' '),
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
