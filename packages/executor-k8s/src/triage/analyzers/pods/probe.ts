import type { EvidenceRef } from '@cloudops/spec';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Container } from '../../snapshot/container.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { crashesOf } from './crash.ts';
import { type ProbeFailure, parseProbeFailure } from './probe-message.ts';
import { declaredPorts, type ProbeSpec, readProbe } from './probe-spec.ts';
import { judgeProbe, type Verdict } from './probe-verdict.ts';
import { wayBack } from './revision.ts';
import { nameOf, recentEvents } from './suffering.ts';

const source = 'kubelet, prober.go and pkg/probe of Kubernetes 1.36; Kubernetes, "Configure Probes"';
const base = 'A pod crashes or is not ready, the kubelet says within 15 minutes that a probe of it fails, and ';
const fault = { role: 'fault', severity: 'high', thresholds: { minutes: 15 }, source } as const;
const hint = { ...fault, role: 'hint' } as const;

const definitions = {
  port: {
    ...fault,
    code: 'POD-110',
    title: 'Probe asks a port that nothing listens on',
    decided: `${base}the probe names a port that the container does not declare, or connections are refused on a number that no container of the pod declares while the container declares others.`,
    remedy: "Let the probe ask the port that the process listens on, best by the port's name.",
  },
  path: {
    ...fault,
    code: 'POD-111',
    title: 'Probe asks a path that does not answer it',
    decided: `${base}the server answers 404, 405 or 410 (no such path), or 401 or 403 (wants credentials).`,
    remedy: 'Correct the path, or serve it without credentials.',
  },
  scheme: {
    ...fault,
    code: 'POD-112',
    title: 'Probe speaks the wrong protocol',
    decided: `${base}it met HTTP where it spoke HTTPS, or no HTTP where it spoke it.`,
    remedy: 'Correct `scheme` of the probe.',
  },
  early: {
    ...hint,
    code: 'POD-113',
    title: 'Probe ends a container before it has started',
    decided: `${base}it is a liveness or startup probe, connections are refused or time out, and the last run ended within 1.5 times the seconds that the probe allows (delay + period × failures) and the grace period: it never came up in time. A cause only when nothing else explains the crash.`,
    thresholds: { minutes: 15, allowance: 1.5, grace_seconds: 35 },
    remedy:
      'Add a startup probe that allows for the slowest start, or make the start faster; see its log for what it waits for.',
  },
  command: {
    ...fault,
    code: 'POD-114',
    title: 'Probe runs a command that the image does not have',
    decided: `${base}the runtime or the shell does not find the program that the probe runs.`,
    remedy: 'Run a program that the image has, or probe over HTTP or TCP.',
  },
  slow: {
    ...hint,
    code: 'POD-115',
    title: 'Probe gets no answer in time',
    decided: `${base}it timed out. A cause only when nothing else explains the symptom.`,
    remedy: 'See what keeps the process busy; raise timeoutSeconds only when slow answers are fine.',
  },
  unhealthy: {
    ...hint,
    code: 'POD-116',
    title: 'Process says itself that it is not well',
    decided: `${base}what it met is the process's own word: an HTTP status of 400, 429 or 5xx, a gRPC status, a command that fails, or a refused connection on a declared port. A cause only when nothing else explains the symptom.`,
    remedy: 'See the log of the process and what it depends on; the probe is right.',
  },
} as const satisfies Readonly<Record<Verdict['kind'], TriageFindingDefinition>>;

/** Probes that fail, and whether the probe or the process is at fault. */
export const probe: Analyzer = {
  name: 'probe',
  topic: 'health',
  definitions: Object.values(definitions),
  inspect: (snapshot) => ({
    drafts: [...killed(snapshot), ...notReady(snapshot)].map((one) => describe(snapshot, one)),
  }),
};

interface Failing {
  readonly pod: Pod;
  readonly container: Container;
  readonly failure: ProbeFailure;
  readonly spec: ProbeSpec;
  readonly event: WarningEvent;
  readonly symptom: 'POD-001' | 'POD-004';
  readonly verdict: Verdict;
}

function killed(snapshot: Snapshot): readonly Failing[] {
  return crashesOf(snapshot).flatMap(({ one: { pod, container }, ended, ending }) => {
    if (ending.kind !== 'probe') return [];
    const failure = parseProbeFailure(ending.event.message);
    const spec = failure === null ? null : readProbe(container, failure.probe);
    if (failure === null || spec === null) return [];
    const verdict = judgeProbe({ container: container.name, failure, spec, declared: declaredPorts(pod), ended });
    return [{ pod, container, failure, spec, event: ending.event, symptom: 'POD-001' as const, verdict }];
  });
}

function notReady(snapshot: Snapshot): readonly Failing[] {
  const pods = snapshot.pods.filter((pod) => pod.phase === 'Running' && !pod.isReady && !pod.isTerminating);
  return pods.flatMap((pod) =>
    pod.containers
      .filter(({ isReady, state }) => !isReady && state.kind === 'running')
      .flatMap((container) => {
        for (const event of recentEvents(snapshot, pod, container.name)) {
          const failure = event.reason === 'Unhealthy' ? parseProbeFailure(event.message) : null;
          const spec = failure === null ? null : readProbe(container, failure.probe);
          if (failure === null || spec === null || failure.probe === 'liveness') continue;
          const verdict = judgeProbe({
            ...{ container: container.name, failure, spec, declared: declaredPorts(pod), ended: null },
          });
          return [{ pod, container, failure, spec, event, symptom: 'POD-004' as const, verdict }];
        }
        return [];
      }),
  );
}

function describe(snapshot: Snapshot, one: Failing): Draft {
  const { pod, container, failure, event, symptom, verdict } = one;
  const { code, role } = definitions[verdict.kind];
  const workload = snapshot.workloadOf(pod);
  const works = workload.pods.filter(({ isReady }) => isReady).length;
  const isProbeWrong = role === 'fault';
  return draft({
    code,
    role,
    tier: verdict.kind === 'port' ? 'contradiction' : 'message',
    severity: works === 0 && snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
    subject: workload,
    instances: [pod.key],
    title: `${nameOf(workload)}: the ${failure.probe} probe of container ${container.name} ${verdict.short}`,
    detail: `${verdict.long}${consequence(failure.probe)}${isProbeWrong || works === 0 ? '' : ` ${works} of ${workload.pods.length} pods are ready.`}`,
    evidence: [...snapshot.cite(event, ['message'], ['count']), ...citeSpec(snapshot, one)],
    // A wrong probe is in the template: it fails in each pod. What a process says is its own.
    explains: [
      {
        instance: isProbeWrong ? workload.key : pod.key,
        codes: [symptom],
        mechanism: `its ${failure.probe} probe fails`,
      },
    ],
    touchesUsers: snapshot.touchesUsers(workload),
    since: event.firstAt === null ? null : new Date(event.firstAt).toISOString(),
    remediations: isProbeWrong && works === 0 ? wayBack(snapshot, workload) : [],
    data: { container: container.name, probe: failure.probe },
  });
}

function consequence(probeKind: ProbeFailure['probe']): string {
  return probeKind === 'readiness'
    ? ' While it fails, Services send the pod nothing.'
    : ' The kubelet ends the container for it and starts it again.';
}

function citeSpec(snapshot: Snapshot, { pod, container, spec }: Failing): readonly EvidenceRef[] {
  const path = [...container.specPath, spec.field];
  return snapshot.cite(
    pod,
    ...(spec.kind === 'exec'
      ? [[...path, 'exec', 'command', 0]]
      : [
          [...path, spec.kind, 'port'],
          [...path, spec.kind, 'path'],
        ]),
    [...container.specPath, 'ports'],
  );
}
