import type { Observation, ObservedObject, PlannedStepChange, ResourceRef, UnknownReason } from '@cloudops/spec';
import { createReason } from './standing.ts';

function keyOf({ provider, target, kind, namespace = '', name }: ResourceRef): string {
  return JSON.stringify([provider, target, kind, namespace, name]);
}

/** An object as a person names it. */
function nameOf({ kind, namespace, name }: ResourceRef): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function findMoved(planned: readonly ObservedObject[], seen: readonly ObservedObject[]): readonly string[] {
  const now = new Map(seen.map((object) => [keyOf(object.resource), object]));
  const then = new Set(planned.map(({ resource }) => keyOf(resource)));
  const moved = planned.filter(({ resource, version }) => now.get(keyOf(resource))?.version !== version);
  const added = seen.filter(({ resource }) => !then.has(keyOf(resource)));
  return [
    ...moved.map(({ resource }) => `${nameOf(resource)} ${now.has(keyOf(resource)) ? 'has moved' : 'is not there'}`),
    ...added.map(({ resource }) => `${nameOf(resource)} would be changed too`),
  ];
}

/**
 * Compares what is there with what was planned and approved.
 * @returns what moved since, as reason `stale`; undefined when the plan still fits.
 */
export function findDrift(planned: PlannedStepChange, seen: Observation): UnknownReason | undefined {
  const drift = [...findMoved(planned.objects, seen.objects)];
  if (seen.objects.length !== new Set(seen.objects.map(({ resource }) => keyOf(resource))).size) {
    drift.push('an object is named twice');
  }
  if (seen.blast_radius > planned.blast_radius) {
    drift.push(`it would touch ${seen.blast_radius} and not ${planned.blast_radius}`);
  }
  if (seen.monthly_cents > planned.monthly_cents) drift.push('it would cost more');
  const isLasting = seen.undo === null && !seen.in_place;
  if (planned.undo !== null && isLasting) drift.push('it could not be taken back any more');
  if (drift.length === 0) return undefined;
  return createReason('stale', `the plan is stale: ${drift.join(', ')}`);
}
