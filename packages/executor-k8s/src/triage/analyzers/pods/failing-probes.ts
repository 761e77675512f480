import type { EvidenceRef } from '@cloudops/spec';
import { conditionOf, timeAt } from '../../../evidence/read.ts';
import type { Container } from '../../snapshot/container.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { crashesOf } from './crash.ts';
import { type ProbeFailure, parseProbeFailure } from './probe-message.ts';
import { type ProbeSpec, readProbe, tcpPorts } from './probe-spec.ts';
import { judgeProbe, type Verdict } from './probe-verdict.ts';
import { recentEvents } from './suffering.ts';

/** A probe that fails at a pod that suffers from it. */
export interface FailingProbe {
  readonly pod: Pod;
  readonly container: Container;
  readonly failure: ProbeFailure;
  readonly spec: ProbeSpec;
  readonly event: WarningEvent;
  readonly symptom: 'POD-001' | 'POD-004';
  readonly verdict: Verdict;
}

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly FailingProbe[]>>();

/** By pod key: probes that ended a container, or keep a pod that runs from being ready. */
export function failingProbes(snapshot: Snapshot): ReadonlyMap<string, readonly FailingProbe[]> {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const found = Map.groupBy([...killed(snapshot), ...notReady(snapshot)], ({ pod }) => pod.key);
  known.set(snapshot, found);
  return found;
}

function killed(snapshot: Snapshot): readonly FailingProbe[] {
  return crashesOf(snapshot).flatMap(({ one: { pod, container }, ended, ending }): FailingProbe[] => {
    if (ending.kind !== 'probe') return [];
    const { event } = ending;
    const failure = parseProbeFailure(event.message);
    const spec = failure === null ? null : readProbe(container, failure.probe);
    if (failure === null || spec === null) return [];
    const verdict = judgeProbe({ container: container.name, failure, spec, declared: tcpPorts(pod), ended });
    return [{ pod, container, failure, spec, event, symptom: 'POD-001', verdict }];
  });
}

function notReady(snapshot: Snapshot): readonly FailingProbe[] {
  const pods = snapshot.pods.filter((pod) => pod.phase === 'Running' && !pod.isReady && !pod.isTerminating);
  return pods.flatMap((pod) =>
    pod.containers
      .filter(({ isReady, state }) => !isReady && state.kind === 'running')
      .flatMap((container) => newestOf(snapshot, pod, container)),
  );
}

function newestOf(snapshot: Snapshot, pod: Pod, container: Container): readonly FailingProbe[] {
  const since = timeAt(conditionOf(pod.raw, 'Ready')?.raw, 'lastTransitionTime');
  for (const event of recentEvents(snapshot, pod, container.name, since)) {
    const failure = event.reason === 'Unhealthy' ? parseProbeFailure(event.message) : null;
    const spec = failure === null ? null : readProbe(container, failure.probe);
    if (failure === null || spec === null || failure.probe === 'liveness') continue;
    const declared = tcpPorts(pod);
    const verdict = judgeProbe({ container: container.name, failure, spec, declared, ended: null });
    return [{ pod, container, failure, spec, event, symptom: 'POD-004', verdict }];
  }
  return [];
}

/** What a symptom says of a failing probe: a sentence without addresses, the same for all pods of a workload. */
export function probeSentence({ container, failure, verdict }: FailingProbe): string {
  return `The ${failure.probe} probe of container ${container.name} ${verdict.short}. ${verdict.long}`;
}

/** Citations of the kubelet's word and of the probe. */
export function citeProbe(snapshot: Snapshot, { pod, container, spec, event }: FailingProbe): readonly EvidenceRef[] {
  const path = [...container.specPath, spec.field];
  const asked =
    spec.kind === 'exec'
      ? [[...path, 'exec', 'command', 0]]
      : [
          [...path, spec.kind, 'port'],
          [...path, spec.kind, 'path'],
        ];
  return [
    ...snapshot.cite(event, ['message'], ['count']),
    ...snapshot.cite(pod, ...asked, [...container.specPath, 'ports']),
  ];
}
