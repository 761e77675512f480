import type { EvidenceRef } from '@cloudops/spec';
import { conditionOf, listAt, numberAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { type Draft, type DraftParts, draft, isoTime } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { controllerOf } from '../../snapshot/pod.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { type Refusal, readRefusal } from './refusal.ts';

/** An object that may not make the pods (or claims, or Jobs) that it lacks. */
export interface CreationFailure {
  /** The ReplicaSet, StatefulSet, DaemonSet, Job or CronJob that tries. */
  readonly owner: Entity;
  readonly workload: Workload;
  /** How many it lacks. */
  readonly missing: number;
  readonly message: string;
  readonly refusal: Refusal;
  /** Milliseconds; null when not stated. */
  readonly since: number | null;
  readonly tier: 'status' | 'message';
  readonly evidence: readonly EvidenceRef[];
}

/** An event counts for this long, if nothing has been made since. Milliseconds. */
const freshMs = 3_600_000;
const known = new WeakMap<Snapshot, readonly CreationFailure[]>();

/** Everything that fails to make what it should, and still lacks it; sorted by key of the owner. */
export function creationFailures(snapshot: Snapshot): readonly CreationFailure[] {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const owners = ['cronjobs', 'daemonsets', 'jobs', 'replicasets', 'statefulsets'].flatMap((record) =>
    snapshot.all(record),
  );
  const found = owners.flatMap((owner) => failureOf(snapshot, owner) ?? []);
  const covered = new Set(found.map(({ workload }) => workload.key));
  const alone = snapshot
    .all('deployments')
    .filter(({ key }) => !covered.has(key))
    .flatMap((owner) => failureOf(snapshot, owner) ?? []);
  const all = [...found, ...alone];
  known.set(snapshot, all);
  return all;
}

function failureOf(snapshot: Snapshot, owner: Entity): CreationFailure | null {
  const missing = missingOf(owner);
  const workload = workloadOf(snapshot, owner);
  if (missing <= 0 || workload === undefined) return null;
  const condition = conditionOf(owner.raw, 'ReplicaFailure');
  if (textAt(condition?.raw, 'status') === 'True' && textAt(condition?.raw, 'reason') === 'FailedCreate') {
    const message = textAt(condition?.raw, 'message');
    return {
      ...{ owner, workload, missing, message, tier: 'status' },
      refusal: readRefusal(message),
      since: timeAt(condition?.raw, 'lastTransitionTime'),
      evidence: snapshot.cite(owner, ['status', 'conditions', condition?.index ?? 0, 'message'], ['spec', 'replicas']),
    };
  }
  // A ReplicaSet clears the condition as soon as it succeeds; others leave only events.
  if (owner.kind === 'ReplicaSet' || owner.kind === 'Deployment') return null;
  const event = freshEvent(snapshot, owner, workload);
  if (event === undefined) return null;
  return {
    ...{ owner, workload, missing, message: event.message, tier: 'message' },
    refusal: readRefusal(event.message),
    since: event.firstAt,
    evidence: [
      ...snapshot.cite(event, ['message'], ['count'], ['lastTimestamp']),
      ...snapshot.cite(owner, ['spec', 'replicas'], ['status', 'desiredNumberScheduled'], ['status', 'replicas']),
    ],
  };
}

/** The newest complaint, if nothing was made after it. */
function freshEvent(
  snapshot: Snapshot,
  owner: Entity,
  workload: Workload,
): ReturnType<Snapshot['eventsOf']>[number] | undefined {
  const made = Math.max(0, ...workload.pods.map(({ createdAt }) => createdAt ?? 0), startedAt(owner));
  return snapshot
    .eventsOf(owner.key)
    .find(
      ({ reason, lastAt }) =>
        reason === 'FailedCreate' &&
        lastAt !== null &&
        lastAt >= made &&
        (snapshot.now === null || snapshot.now - lastAt <= freshMs),
    );
}

function startedAt({ kind, raw }: Entity): number {
  return kind === 'CronJob' ? (timeAt(raw, 'status', 'lastScheduleTime') ?? 0) : 0;
}

/** How many it should make and has not, by its own status. */
function missingOf({ kind, raw }: Entity): number {
  if (valueAt(raw, 'metadata', 'deletionTimestamp') !== undefined || valueAt(raw, 'spec', 'suspend') === true) return 0;
  const at = (...path: readonly string[]): number => numberAt(raw, ...path) ?? 0;
  switch (kind) {
    case 'DaemonSet':
      return at('status', 'desiredNumberScheduled') - at('status', 'currentNumberScheduled');
    case 'CronJob':
      return listAt(raw, 'status', 'active').length === 0 ? 1 : 0;
    case 'Job': {
      const hasEnded = ['Complete', 'Failed'].some((type) => textAt(conditionOf(raw, type)?.raw, 'status') === 'True');
      const parallel = numberAt(raw, 'spec', 'parallelism') ?? 1;
      const left = (numberAt(raw, 'spec', 'completions') ?? parallel) - at('status', 'succeeded');
      return hasEnded ? 0 : Math.min(parallel, left) - at('status', 'active');
    }
    default:
      return (
        (numberAt(raw, 'spec', 'replicas') ?? 1) -
        at('status', kind === 'Deployment' ? 'availableReplicas' : 'replicas')
      );
  }
}

function workloadOf(snapshot: Snapshot, owner: Entity): Workload | undefined {
  const top = controllerOf(owner.raw);
  const key = top === null ? owner.key : keyOf(top.kind, owner.namespace, top.name);
  return snapshot.workloads.get(key) ?? snapshot.workloads.get(owner.key);
}

/** What a fault of admission states besides. */
export type RefusedParts = Pick<DraftParts, 'code' | 'title' | 'detail' | 'subject'> &
  Partial<DraftParts> & { readonly mechanism: string };

/** A fault that keeps objects from being made. */
export function describeRefused(snapshot: Snapshot, failures: readonly CreationFailure[], parts: RefusedParts): Draft {
  const { mechanism, evidence = [], ...rest } = parts;
  const [first] = failures;
  const times = failures.flatMap(({ since }) => since ?? []);
  return draft({
    role: 'fault',
    tier: first?.tier ?? 'message',
    severity: failures.some(({ workload }) => isDown(snapshot, workload)) ? 'critical' : 'high',
    explains: explainsRefused(failures, mechanism),
    touchesUsers: failures.some(({ workload }) => snapshot.touchesUsers(workload) === true) ? true : null,
    since: isoTime(times.length === 0 ? null : Math.min(...times)),
    ...rest,
    evidence: [...evidence, ...failures.slice(0, 3).flatMap((one) => one.evidence)],
  });
}

/** That nothing is made follows from it. */
export function explainsRefused(failures: readonly CreationFailure[], mechanism: string): Draft['explains'] {
  return failures.map(({ owner }) => ({ instance: owner.key, codes: ['WRK-001'], mechanism }));
}

function isDown(snapshot: Snapshot, workload: Workload): boolean {
  return workload.pods.every(({ isReady }) => !isReady) && snapshot.touchesUsers(workload) === true;
}

/** `market/vouchers lacks 3`, for details. */
export function lackText({ workload, missing }: CreationFailure): string {
  return `${workload.namespace}/${workload.name} lacks ${missing}`;
}
