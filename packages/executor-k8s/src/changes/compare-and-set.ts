import type { Evidence } from '@cloudops/spec';
import type { Fields } from '../api/object-fields.ts';
import { requestPath } from '../api/request-path.ts';
import type { FieldChange } from './fields/field-change.ts';
import { type Marks, toPatch } from './fields/json-patch.ts';
import { type ObjectState, type Relied, titleOf, uidOf, versionOf } from './object-state.ts';
import { type ObjectName, objectPath, resourceOfKind } from './request/object-kind.ts';
import { getObject, type Reach } from './request/read-kind.ts';
import { sendChange, toUnknown } from './request/send-change.ts';
import { unknown } from './request/unknown.ts';

/** A patch of one object. */
export interface PatchRequest {
  readonly name: ObjectName;
  readonly fields: readonly FieldChange[];
  readonly marks: Marks;
  readonly dryRun: boolean;
  /** Judges the object as it is now: null = go on, else the answer. */
  mayChange(object: Fields): Evidence<Fields> | null;
}

/** How often a patch that lost a race is tried again. The server did nothing, and the object is looked at anew. */
const races = 6;
const raceWaitMs = 100;

/**
 * Reads the object, asks whether it may be changed, and patches it on condition that it has not moved since. A status
 * report moves an object too: after a 409, which promises that nothing was done, it begins anew. Any other answer ends it.
 */
export async function sendPatch(reach: Reach, patch: PatchRequest): Promise<Evidence<Fields>> {
  const { kind, namespace, name } = patch.name;
  const asked = { verb: 'patch', resource: resourceOfKind(kind), namespace, name };
  const query = { dryRun: patch.dryRun ? 'All' : null, fieldManager: 'cloudops' };
  for (let race = 1; ; race += 1) {
    const current = await getObject(reach, patch.name);
    if (current.status === 'unknown') return current;
    if (current.status === 'absent') return toUnknown({ kind: 'gone' }, asked);
    const verdict = patch.mayChange(current.output);
    if (verdict !== null) return verdict;
    const answer = await sendChange(reach, {
      asked,
      request: {
        method: 'PATCH',
        path: requestPath(objectPath(patch.name), query),
        headers: { accept: 'application/json', 'content-type': 'application/json-patch+json' },
        body: JSON.stringify(toPatch(current.output, patch.fields, patch.marks)),
      },
    });
    if (answer.kind === 'done') return { status: 'present', output: answer.object };
    if (answer.kind !== 'conflict' || race === races) return toUnknown(answer, asked);
    try {
      await reach.context.clock.sleep(raceWaitMs * race, reach.context.signal);
    } catch {
      return toUnknown(answer, asked);
    }
  }
}

/** What {@link compareAndSet} sets, and on which condition. */
export interface ConditionalPatch extends Pick<PatchRequest, 'fields' | 'marks' | 'dryRun'> {
  readonly state: ObjectState;
  readonly relied: Relied;
  /** The version that the object must have. */
  readonly version: string;
}

/** Sets fields of an object if it is still the one that was observed; else `unknown`, `stale`, and nothing was done. */
export function compareAndSet(reach: Reach, request: ConditionalPatch): Promise<Evidence<Fields>> {
  const { state, relied, version, fields, marks, dryRun } = request;
  const title = titleOf(state.object);
  return sendPatch(reach, {
    name: state.object,
    fields,
    marks,
    dryRun,
    mayChange(object) {
      if (uidOf(object) !== state.uid) return unknown('stale', `${title} was deleted and made anew; nothing was done`);
      if (versionOf(object, relied, state.basis) === version) return null;
      return unknown('stale', `${title} has moved since it was looked at; nothing was done`);
    },
  });
}
