import type { ChangeSighting } from '@cloudops/spec';
import type { ChangePhase, ChangeRecord } from '../journal/change-record.ts';
import { readProtocol } from './call.ts';
import { verifyCall } from './calls.ts';
import type { Change, Stop } from './change.ts';
import { look } from './look.ts';
import { createReason, notDone, type Standing } from './standing.ts';

type SettledPhase = Exclude<ChangePhase, 'settled'>;

const doubtful = { intent: 'before', changed: undefined, verified: undefined, undoing: 'after' } as const;

/**
 * Tells what became of a change whose run never said, by looking at the world. Changes nothing; never throws.
 * @param stop ends waiting for the effect, not looking.
 */
export async function settleChange(change: Change, record: ChangeRecord, stop: Stop): Promise<Standing> {
  const { before } = record;
  const phase = record.phase === 'settled' ? 'changed' : record.phase;
  const expected = doubtful[phase];
  const seen = await look(change, before, expected === undefined ? {} : { doubtful: expected });
  if (seen.kind === 'unseen') {
    const message = `Nobody knows how it ended, and it could not be looked at: ${seen.reason.message}.`;
    return { state: 'unknown', message, fault: seen.reason, before };
  }
  const { sighting } = seen;
  if (sighting.state === 'before') return settleBefore(phase, record, sighting);
  if (sighting.state === 'after' && phase !== 'undoing') return settleAfter(change, record, sighting, stop);
  const what =
    sighting.state === 'after' ? 'It was to be taken back, and was not' : 'It is neither as before nor as planned';
  const fault = createReason('interrupted', `its process ended: ${sighting.message}`);
  return { state: 'stands', message: `${what}: ${sighting.message}.`, fault, ...toSeen(record, sighting) };
}

function toSeen(
  { before, verification }: ChangeRecord,
  { versions }: ChangeSighting,
): Pick<Standing, 'before' | 'versions' | 'verification'> {
  return { before, versions, ...(verification === null ? {} : { verification }) };
}

function settleBefore(phase: SettledPhase, record: ChangeRecord, sighting: ChangeSighting): Standing {
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
