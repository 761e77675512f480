import { conditionOf, textAt } from '../../../evidence/read.ts';
import type { Termination } from '../../snapshot/container.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { parseProbeFailure } from './probe-message.ts';
import { recentEvents, type Suffering, sufferingContainers } from './suffering.ts';

/** How a container came to its end. */
export type Ending =
  /** The kernel killed it for memory. */
  | { readonly kind: 'memory' }
  /** Its program could not be started at all. */
  | { readonly kind: 'not-started' }
  | { readonly kind: 'hook'; readonly event: WarningEvent }
  /** The kubelet ended it since a liveness or startup probe failed. */
  | { readonly kind: 'probe'; readonly event: WarningEvent }
  | { readonly kind: 'completed' }
  | { readonly kind: 'signal'; readonly signal: number }
  | { readonly kind: 'error' };

/** A container that crashes, with how. */
export interface Crash {
  readonly one: Suffering;
  readonly ended: Termination;
  readonly ending: Ending;
}

const known = new WeakMap<Snapshot, readonly Crash[]>();

/** Every container that crashes and whose end is known, in order of pods. */
export function crashesOf(snapshot: Snapshot): readonly Crash[] {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const found = [...sufferingContainers(snapshot), ...failedRuns(snapshot)].flatMap((one): Crash[] => {
    const { trouble } = one;
    if (trouble.kind !== 'crashing' || trouble.ended === null) return [];
    return [{ one, ended: trouble.ended, ending: endingOf(snapshot, one, trouble.ended) }];
  });
  known.set(snapshot, found);
  return found;
}

const runMs = 86_400_000;

/** Containers of failed pods of Jobs that are not done yet. */
function failedRuns(snapshot: Snapshot): readonly Suffering[] {
  const { now } = snapshot;
  return snapshot.pods.flatMap((pod) => {
    if (pod.phase !== 'Failed' || pod.owner?.kind !== 'Job' || now === null) return [];
    const job = snapshot.find('jobs', pod.namespace, pod.owner.name);
    if (job === undefined || textAt(conditionOf(job.raw, 'Complete')?.raw, 'status') === 'True') return [];
    return pod.containers.flatMap((container): Suffering[] => {
      const { state } = container;
      if (state.kind !== 'terminated' || state.exitCode === 0) return [];
      if (state.finishedAt !== null && now - state.finishedAt > runMs) return [];
      const trouble = { kind: 'crashing', ended: state } as const;
      return [{ pod, workload: snapshot.workloadOf(pod), container, trouble, job: job.key }];
    });
  });
}

/** What the kubelet's SIGTERM and SIGKILL look like, and a process that heeds SIGTERM. */
const killedCodes: ReadonlySet<number | null> = new Set([0, 137, 143]);

/**
 * Exit codes above 128 are signals; 126 and 127 are a shell's or runtime's "cannot run" and "not found". Sources:
 * POSIX.1-2024, Shell 2.8.2; containerd and CRI-O (StartError, exit 128); kubelet, prober and kuberuntime_container.go.
 */
function endingOf(snapshot: Snapshot, { pod, container }: Suffering, ended: Termination): Ending {
  const { reason, exitCode } = ended;
  if (reason === 'OOMKilled') return { kind: 'memory' };
  if (reason === 'StartError' || reason === 'ContainerCannotRun' || exitCode === 126 || exitCode === 127) {
    return { kind: 'not-started' };
  }
  if (killedCodes.has(exitCode)) {
    const events = recentEvents(snapshot, pod, container.name, ended.startedAt);
    const hook = events.find((event) => event.reason === 'FailedPostStartHook');
    if (hook !== undefined) return { kind: 'hook', event: hook };
    const probe = events.find((event) => {
      const failure = event.reason === 'Unhealthy' ? parseProbeFailure(event.message) : null;
      return failure !== null && failure.probe !== 'readiness';
    });
    if (probe !== undefined) return { kind: 'probe', event: probe };
  }
  if (exitCode === 0) return { kind: 'completed' };
  const signal = ended.signal ?? (exitCode !== null && exitCode > 128 && exitCode <= 192 ? exitCode - 128 : 0);
  return signal > 0 ? { kind: 'signal', signal } : { kind: 'error' };
}
