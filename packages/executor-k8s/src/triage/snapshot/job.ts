import { conditionOf, numberAt, textAt, timeAt, valueAt } from '../../evidence/read.ts';
import type { Entity } from './entity.ts';
import { controllerOf } from './pod.ts';
import type { Snapshot } from './snapshot.ts';

/** A Job with what became of it. */
export interface Job {
  readonly entity: Entity;
  /** Name of the CronJob that made it; empty for none. */
  readonly cronJob: string;
  readonly state: 'complete' | 'failed' | 'suspended' | 'running';
  /** Of condition Failed: `BackoffLimitExceeded`, `DeadlineExceeded`, `PodFailurePolicy`. */
  readonly reason: string;
  readonly message: string;
  /** Position of the condition that ended it; null while it runs. */
  readonly condition: number | null;
  /** Milliseconds; null when not stated. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly failed: number;
  readonly succeeded: number;
  readonly active: number;
}

const known = new WeakMap<Snapshot, readonly Job[]>();

/** All Jobs, sorted. */
export function jobsOf(snapshot: Snapshot): readonly Job[] {
  const found = known.get(snapshot) ?? snapshot.all('jobs').map(toJob);
  known.set(snapshot, found);
  return found;
}

const ofCrons = new WeakMap<Snapshot, ReadonlyMap<string, readonly Job[]>>();

/** Jobs of a CronJob, the newest first. */
export function jobsOfCron(snapshot: Snapshot, { namespace, name }: Entity): readonly Job[] {
  const groups =
    ofCrons.get(snapshot) ?? Map.groupBy(jobsOf(snapshot), ({ entity, cronJob }) => `${entity.namespace}/${cronJob}`);
  ofCrons.set(snapshot, groups);
  const own = groups.get(`${namespace}/${name}`) ?? [];
  return own.toSorted((a, b) => bornAt(b) - bornAt(a) || (a.entity.name < b.entity.name ? 1 : -1));
}

function bornAt({ entity, startedAt }: Job): number {
  return timeAt(entity.raw, 'metadata', 'creationTimestamp') ?? startedAt ?? 0;
}

function toJob(entity: Entity): Job {
  const { raw } = entity;
  const owner = controllerOf(raw);
  const failed = conditionOf(raw, 'Failed') ?? conditionOf(raw, 'FailureTarget');
  const complete = conditionOf(raw, 'Complete');
  const isTrue = (found: typeof failed): boolean => textAt(found?.raw, 'status') === 'True';
  const ended = isTrue(failed) ? failed : isTrue(complete) ? complete : null;
  const state = isTrue(failed)
    ? 'failed'
    : isTrue(complete)
      ? 'complete'
      : valueAt(raw, 'spec', 'suspend') === true
        ? 'suspended'
        : 'running';
  return {
    entity,
    cronJob: owner?.kind === 'CronJob' ? owner.name : '',
    state,
    reason: textAt(ended?.raw, 'reason'),
    message: textAt(ended?.raw, 'message'),
    condition: ended?.index ?? null,
    startedAt: timeAt(raw, 'status', 'startTime'),
    endedAt: timeAt(raw, 'status', 'completionTime') ?? timeAt(ended?.raw, 'lastTransitionTime'),
    failed: numberAt(raw, 'status', 'failed') ?? 0,
    succeeded: numberAt(raw, 'status', 'succeeded') ?? 0,
    active: numberAt(raw, 'status', 'active') ?? 0,
  };
}
