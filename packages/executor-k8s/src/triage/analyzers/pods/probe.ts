import { nameOf } from '../../../evidence/subject.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { dependenciesOf } from '../../snapshot/dependencies.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { citeProbe, type FailingProbe, failingProbes } from './failing-probes.ts';
import type { ProbeFailure } from './probe-message.ts';
import { wayBack } from './revision.ts';
import { lastWordsOf } from './words/last-words.ts';

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
    decided: `${base}it is a liveness or startup probe, connections are refused or time out, and the last run ended within 1.5 times the seconds that the probe allows (delay + period × failures) and the grace period: it never came up in time. A cause only when nothing else explains the crash, and neither its last words nor, without any, its settings name a peer that it may wait for.`,
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
} as const satisfies Readonly<Record<string, TriageFindingDefinition>>;

/** Probes that are wrong. What a process answers to a right one is told by the symptom. */
export const probe: Analyzer = {
  name: 'probe',
  topic: 'health',
  definitions: Object.values(definitions),
  inspect: (snapshot) => ({
    drafts: [...failingProbes(snapshot).values()].flat().flatMap((one) => {
      const definition = definitionOf(snapshot, one);
      return definition === null ? [] : [describe(snapshot, one, definition)];
    }),
  }),
};

function definitionOf(snapshot: Snapshot, one: FailingProbe): TriageFindingDefinition | null {
  const { kind } = one.verdict;
  if (kind === 'slow' || kind === 'unhealthy') return null;
  return kind === 'early' && mayWaitForPeer(snapshot, one) ? null : definitions[kind];
}

/** A start that waits for a peer is late by that, not by its own doing. */
function mayWaitForPeer(snapshot: Snapshot, { pod, container }: FailingProbe): boolean {
  const workload = snapshot.workloadOf(pod);
  const trouble = { kind: 'crashing', ended: null } as const;
  const words = lastWordsOf(snapshot, { pod, workload, container, trouble });
  return words === null ? dependenciesOf(snapshot, workload).length > 0 : words.saying?.kind === 'peer';
}

function describe(snapshot: Snapshot, one: FailingProbe, { code, role }: TriageFindingDefinition): Draft {
  const { pod, container, failure, event, symptom, verdict } = one;
  const workload = snapshot.workloadOf(pod);
  const works = workload.pods.filter(({ isReady }) => isReady).length;
  return draft({
    code,
    role,
    tier: verdict.kind === 'port' ? 'contradiction' : 'message',
    severity: works === 0 && snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
    subject: workload,
    instances: [pod.key],
    title: `${nameOf(workload)}: the ${failure.probe} probe of container ${container.name} ${verdict.short}`,
    detail: `${verdict.long}${consequence(failure.probe)}`,
    evidence: citeProbe(snapshot, one),
    // The probe is in the template: it fails in each pod alike.
    explains: [{ instance: workload.key, codes: [symptom], mechanism: `its ${failure.probe} probe fails` }],
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(event.firstAt),
    remediations: works === 0 ? wayBack(snapshot, workload) : [],
    data: { container: container.name, probe: failure.probe },
  });
}

function consequence(probeKind: ProbeFailure['probe']): string {
  return probeKind === 'readiness'
    ? ' While it fails, Services send the pod nothing.'
    : ' The kubelet ends the container for it and starts it again.';
}
