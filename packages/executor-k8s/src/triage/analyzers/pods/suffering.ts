import type { EvidenceRef } from '@cloudops/spec';
import { type Draft, type DraftParts, draft, type Explanation, isoTime } from '../../draft.ts';
import type { Container } from '../../snapshot/container.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { type ContainerTrouble, recentMs, troublesOf } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

/** A container that suffers, with its pod and workload. */
export interface Suffering {
  readonly pod: Pod;
  readonly workload: Workload;
  readonly container: Container;
  readonly trouble: ContainerTrouble;
  /** The Job that failed with it, by key; of its pods only the Job's failure counts. */
  readonly job?: string;
}

/** Ten analyzers ask for the same list; a snapshot never changes. */
const known = new WeakMap<Snapshot, readonly Suffering[]>();

/** Every container that suffers, in order of pods. */
export function sufferingContainers(snapshot: Snapshot): readonly Suffering[] {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const found = snapshot.pods.flatMap((pod) =>
    troublesOf(snapshot, pod).map((one) => ({ pod, workload: snapshot.workloadOf(pod), ...one })),
  );
  known.set(snapshot, found);
  return found;
}

/** The symptom that a trouble shows as. */
const symptomOf: Readonly<Record<ContainerTrouble['kind'], string>> = {
  crashing: 'POD-001',
  'not-created': 'POD-002',
  image: 'POD-003',
};

type FaultParts = Pick<DraftParts, 'code' | 'tier' | 'severity' | 'title' | 'detail' | 'evidence'> &
  Partial<Draft> & { readonly mechanism: string };

/** A fault at the workload of a container that suffers, which explains the container's symptom and no other. */
export function faultOf(snapshot: Snapshot, one: Suffering, parts: FaultParts): Draft {
  const { pod, workload, trouble } = one;
  const { mechanism, ...rest } = parts;
  return draft({
    role: 'fault',
    subject: workload,
    instances: [pod.key],
    explains: explainsOf(one, mechanism),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(trouble.kind === 'crashing' ? (trouble.ended?.finishedAt ?? null) : pod.createdAt),
    ...rest,
    ...(one.job === undefined ? {} : { role: 'hint' }),
  });
}

/** What a container's fault explains: its pod's symptom, or that its Job failed. */
export function explainsOf({ pod, workload, trouble, job }: Suffering, mechanism: string): readonly Explanation[] {
  if (job === undefined) return [{ instance: pod.key, codes: [symptomOf[trouble.kind]], mechanism }];
  return [...new Set([job, workload.key])].map((instance) => ({ instance, codes: ['WRK-003'], mechanism }));
}

/** Citations of how a container ended, and of what it waits for. */
export function citeState(snapshot: Snapshot, { pod, container }: Suffering): readonly EvidenceRef[] {
  const status = container.statusPath;
  if (status === null) return [];
  return snapshot.cite(
    pod,
    [...status, 'state', 'waiting', 'reason'],
    [...status, 'state', 'waiting', 'message'],
    [...status, 'lastState', 'terminated', 'reason'],
    [...status, 'lastState', 'terminated', 'exitCode'],
    [...status, 'lastState', 'terminated', 'message'],
    [...status, 'state', 'terminated', 'reason'],
    [...status, 'state', 'terminated', 'exitCode'],
    [...status, 'state', 'terminated', 'message'],
    [...status, 'restartCount'],
  );
}

/** An event older than this is history: a back-off of 5 minutes lies between two complaints. Milliseconds. */
const eventAgeMs = recentMs + 300_000;
/** Clocks of nodes differ by this much and more seldom. Milliseconds. */
const skewMs = 60_000;

/**
 * Warning events about one container of a pod that still mean something: recent, or no older than what they are to
 * explain; newest first. Those without a container count for any.
 * @param since when the state began that they explain, milliseconds; null when not known.
 */
export function recentEvents(
  snapshot: Snapshot,
  pod: Pod,
  container: string,
  since: number | null,
): readonly WarningEvent[] {
  const { now } = snapshot;
  return snapshot.eventsOf(pod.key).filter((event) => {
    const isRecent = now === null || event.lastAt === null || now - event.lastAt <= eventAgeMs;
    if (!isRecent && (since === null || (event.lastAt ?? 0) < since - skewMs)) return false;
    const named = containerOfEvent(event);
    return named === '' || named === container;
  });
}

const mountReasons: ReadonlySet<string> = new Set(['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox']);

/**
 * What the kubelet says of volumes of a pod that has a node and does not start, newest first: recent, or no older than
 * a back-off before its newest complaint.
 */
export function mountEvents(snapshot: Snapshot, pod: Pod): readonly WarningEvent[] {
  if (pod.phase !== 'Pending' || pod.node === '' || pod.isTerminating) return [];
  const complaints = snapshot.eventsOf(pod.key).filter(({ reason }) => mountReasons.has(reason));
  const newest = complaints[0]?.lastAt ?? null;
  return complaints.filter(
    ({ reason, lastAt }) =>
      reason === 'FailedMount' && (lastAt === null || newest === null || newest - lastAt <= eventAgeMs),
  );
}

/** The container that an event is about, out of `spec.containers{app}`; empty for the pod as a whole. */
function containerOfEvent({ raw }: WarningEvent): string {
  const path = (raw as { involvedObject?: { fieldPath?: unknown } }).involvedObject?.fieldPath;
  const match = typeof path === 'string' ? /^spec\.(?:init|ephemeral)?[cC]ontainers\{([^}]+)\}$/.exec(path) : null;
  return match?.[1] ?? '';
}
