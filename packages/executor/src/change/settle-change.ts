import type { ChangeSighting } from '@cloudops/spec';
import type { ChangePhase, ChangeRecord } from '../journal/change-record.ts';
import { readProtocol } from './call.ts';
import { verifyCall } from './calls.ts';
import type { Change, Stop } from './change.ts';
import { look } from './look.ts';
import { createReason, notDone, type Standing } from './standing.ts';

type OpenPhase = Exclude<ChangePhase, 'undone' | 'settled'>;

const doubtful = { intent: 'before', changed: undefined, verified: undefined, undoing: 'after' } as const;

/** A change of a run that never said how it ended. */
export interface OpenChange {
  readonly change: Change;
  readonly record: ChangeRecord;
  /** Whether a later change of the run touched the same object: then the object cannot tell of this one any more. */
  readonly isSuperseded: boolean;
}

/**
 * Tells what became of a change whose run never said, by looking at the world. Changes nothing; never throws.
 * @param stop ends waiting for the effect, not looking.
 */
export async function settleChange({ change, record, isSuperseded }: OpenChange, stop: Stop): Promise<Standing> {
  const { before } = record;
  if (record.phase === 'undone') return settleUndone(record);
  const phase = record.phase === 'settled' ? 'changed' : record.phase;
  const expected = doubtful[phase];
  const seen = await look(change, before, expected === undefined ? {} : { doubtful: expected });
  if (seen.kind === 'unseen') {
    const message = `Nobody knows how it ended, and it could not be looked at: ${seen.reason.message}.`;
    return { state: 'unknown', message, fault: seen.reason, before };
  }
  const { sighting } = seen;
  if (phase === 'verified' && isSuperseded && sighting.state !== 'after') return settleSuperseded(record);
  if (sighting.state === 'before') return settleBefore(phase, record, sighting);
  if (sighting.state === 'after' && phase !== 'undoing') return settleAfter(change, record, sighting, stop);
  const isThere = sighting.state === 'after';
  const what = isThere ? 'It was to be taken back, and was not' : 'It is neither as before nor as planned';
  const fault = createReason('interrupted', `its process ended: ${sighting.message}`);
  return { state: 'stands', message: `${what}: ${sighting.message}.`, fault, ...toSeen(record, sighting) };
}

function settleUndone({ before, verification }: ChangeRecord): Standing {
  const fault = createReason('interrupted', 'its process ended once it was taken back');
  return { state: 'undone', message: 'It was taken back.', fault, before, ...(verification && { verification }) };
}

function settleSuperseded({ before, verification }: ChangeRecord): Standing {
  const message = 'It was changed, and worked; a later step went on from there.';
  return { state: 'changed', message, before, ...(verification && { verification }) };
}

function toSeen(
  { before, verification }: ChangeRecord,
  { versions }: ChangeSighting,
): Pick<Standing, 'before' | 'versions' | 'verification'> {
  return { before, versions, ...(verification === null ? {} : { verification }) };
}

function settleBefore(phase: OpenPhase, record: ChangeRecord, sighting: ChangeSighting): Standing {
  const seen = toSeen(record, sighting);
  if (phase === 'intent') {
    return notDone(createReason('interrupted', `its process ended before it took effect: ${sighting.message}`), seen);
  }
  const fault = createReason('interrupted', 'its process ended, and all is as it was before');
  return { state: 'undone', message: `It was changed, and is as before again: ${sighting.message}.`, fault, ...seen };
}

async function settleAfter(
  change: Change,
  record: ChangeRecord,
  sighting: ChangeSighting,
  stop: Stop,
): Promise<Standing> {
  const seen = { before: record.before, versions: sighting.versions };
  if (record.verification?.outcome === 'healed') {
    const { verification } = record;
    return { state: 'changed', message: `It was changed, and worked: ${verification.message}.`, ...seen, verification };
  }
  const answer = await readProtocol(change, verifyCall(change, record.before, stop));
  if (answer.kind === 'none') {
    const message = `It was changed, and nobody could tell whether it works: ${answer.reason.message}.`;
    return { state: 'changed', message, fault: answer.reason, ...seen };
  }
  const verification = answer.output;
  if (verification.outcome === 'healed') {
    return { state: 'changed', message: `It was changed, and works: ${verification.message}.`, ...seen, verification };
  }
  const fault = createReason('failed', `it did not work: ${verification.message}`);
  return { state: 'changed', message: `It was changed, and ${fault.message}.`, fault, ...seen, verification };
}
