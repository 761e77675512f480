import type { DatabaseSync } from 'node:sqlite';
import type { Plan, PlannedChange, ResourceRef } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';

/** Names may hold the signs that separate them, such as an ARN. */
function escapePart(part: string): string {
  return part.replaceAll(/[%:/]/g, encodeURIComponent);
}

/**
 * Names an object by where it really is, whatever its target is called here: `provider:place:kind/namespace/name`.
 * @throws CloudOpsError `PLAN_INVALID` when the plan does not say where that is.
 */
function toObjectKey(change: PlannedChange, resource: ResourceRef): string {
  const { provider, target, kind, namespace = '', name } = resource;
  const place = change.places.find((candidate) => candidate.provider === provider && candidate.target === target);
  if (place === undefined) {
    throw createExecutorError({
      code: 'PLAN_INVALID',
      message: `The plan cannot run: it does not say where ${provider}:${target} is, which it changes.`,
      nextSteps: ['Make the plan again.'],
    });
  }
  return `${escapePart(provider)}:${escapePart(place.identity)}:${[kind, namespace, name].map(escapePart).join('/')}`;
}

/** The keys of all objects that some steps of a plan touch, sorted. */
export function listObjectKeys(plan: Plan, isMeant: (step: string) => boolean = () => true): readonly string[] {
  const { change } = plan;
  if (change === undefined) return [];
  const steps = change.steps.filter(({ step }) => isMeant(step));
  const keys = steps.flatMap(({ objects }) => objects.map(({ resource }) => toObjectKey(change, resource)));
  return [...new Set(keys)].sort();
}

interface LockRow {
  readonly run_id: string;
  readonly since: string;
}

/**
 * Locks objects for a run, all or none. To be called in the transaction that begins it.
 * @throws CloudOpsError `OBJECT_LOCKED`, saying which run holds which object since when.
 */
export function lockObjects(
  database: DatabaseSync,
  run: { readonly id: string; readonly started_at: string },
  keys: readonly string[],
): void {
  const select = database.prepare('SELECT run_id, since FROM locks WHERE object = ? AND run_id <> ?');
  const insert = database.prepare('INSERT INTO locks (object, run_id, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  for (const key of keys) {
    const held = select.get(key, run.id) as unknown as LockRow | undefined;
    if (held !== undefined) {
      throw createExecutorError({
        code: 'OBJECT_LOCKED',
        message: `The object ${key} is held by run ${held.run_id} since ${held.since}: it is being changed, or nobody knows how that ended.`,
        nextSteps: [
          `Wait for run ${held.run_id} to end.`,
          `If its process died, settle it: cloudops runs resume ${held.run_id}`,
        ],
      });
    }
    insert.run(key, run.id, run.started_at);
  }
}

/** Lets go of a run's objects but those that are to stay locked. */
export function unlockObjects(database: DatabaseSync, runId: string, stayLocked: readonly string[]): void {
  const remove = database.prepare(
    'DELETE FROM locks WHERE run_id = ? AND object NOT IN (SELECT value FROM json_each(?))',
  );
  remove.run(runId, JSON.stringify(stayLocked));
}
