import type { ChangeSighting, ChangeVerification, Observation, PlannedStepChange, UnknownReason } from '@cloudops/spec';
import type { CallEnd } from './call.ts';
import { callProtocol, readProtocol } from './call.ts';
import { changeCall, dryRunCall, observeCall, verifyCall } from './calls.ts';
import type { Change, Stop } from './change.ts';
import type { ChangeLog } from './change-log.ts';
import { findDrift } from './compare.ts';
import { createLateStop } from './late-stop.ts';
import { look, lookAfter, type Seen } from './look.ts';
import { createReason, notDone, type Standing } from './standing.ts';

/** What making one change needs from its run. */
export interface Making {
  readonly change: Change;
  readonly planned: PlannedStepChange;
  readonly log: ChangeLog;
  readonly stop: Stop;
}

const mostTries = 3;

async function observe({ change, planned, stop }: Making): Promise<Observation | UnknownReason> {
  const answer = await readProtocol(change, observeCall(change, stop));
  if (answer.kind === 'given') return findDrift(planned, answer.output) ?? answer.output;
  if (answer.reason.kind !== 'not-found') return answer.reason;
  return createReason('stale', 'the plan is stale: what was to be changed is not there any more');
}

function isReason(value: Observation | UnknownReason): value is UnknownReason {
  return 'kind' in value;
}

/**
 * Makes one change: observes, compares with the plan, asks for a dry run, writes its intent, changes, looks where the answer
 * was lost, and verifies. Never throws.
 * @returns `changed` with a fault where it took effect and has to be taken back; `stands` with a fault where a part did.
 */
export async function makeChange(making: Making): Promise<Standing> {
  const { change, stop } = making;
  const before = await observe(making);
  if (isReason(before)) return notDone(before);
  const versions = before.objects.map(({ version }) => version);
  if (before.in_place) {
    return { state: 'in-place', message: 'It was there before; nothing was done.', before, versions };
  }
  const dryRun = await readProtocol(change, dryRunCall(change, before, stop));
  if (dryRun.kind === 'none') return notDone(dryRun.reason, { before });
  return tryChange(making, before, 1);
}

async function tryChange(making: Making, before: Observation, tries: number): Promise<Standing> {
  const { change, log, stop } = making;
  const { step } = change.bound;
  const unwritten = await log.intend(step.id, before);
  // Asked last: once the change is under way nothing but its time-out ends it at once.
  const fault = unwritten ?? stop.reason();
  if (fault !== undefined) return notDone(fault, { before });
  const lateStop = createLateStop(stop, change.timers);
  const end = await callProtocol(change, changeCall(change, before, lateStop));
  lateStop.dispose();
  if (end.answer.kind === 'given') return verify(making, before);
  const { reason } = end.answer;
  if (reason.kind === 'stale' && end.hasReturned()) return retryStale(making, before, { tries, reason });
  return settleLost(making, before, end, reason);
}

interface StaleTry {
  readonly tries: number;
  readonly reason: UnknownReason;
}

/** The service's precondition did not hold. What the plan relies on may all the same. */
async function retryStale(making: Making, before: Observation, { tries, reason }: StaleTry): Promise<Standing> {
  const again = await observe(making);
  if (!isReason(again)) {
    if (tries < mostTries) return tryChange(making, again, tries + 1);
    return notDone(createReason('stale', `it moved ${mostTries} times while it was to be changed: ${reason.message}`), {
      before,
    });
  }
  // A client may have sent a request twice, of which the first did it, and the second found it moved.
  const seen = await look(making.change, before);
  if (seen.kind === 'seen' && seen.sighting.state === 'after') return verify(making, before, seen.sighting);
  return notDone(again, { before, ...versionsOf(seen) });
}

function versionsOf(seen: Seen): { readonly versions?: readonly string[] } {
  return seen.kind === 'seen' ? { versions: seen.sighting.versions } : {};
}

/** The answer did not come, or was no yes: what counts is the world. */
async function settleLost(
  making: Making,
  before: Observation,
  end: CallEnd<string>,
  reason: UnknownReason,
): Promise<Standing> {
  const seen = await lookAfter(making.change, before, end, 'before');
  if (seen.kind === 'unseen') {
    const message = `Nobody knows whether it was done: ${reason.message}; and it could not be looked at: ${seen.reason.message}.`;
    return { state: 'unknown', message, fault: reason, before };
  }
  const { sighting } = seen;
  if (sighting.state === 'before') return notDone(reason, { before, versions: sighting.versions });
  if (sighting.state === 'after') return verify(making, before, sighting);
  const message = `It is neither as before nor as planned: ${sighting.message}.`;
  return { state: 'stands', message, fault: reason, before, versions: sighting.versions };
}

/** Waits for the effect of a change that was made. An interrupt ends it; then the change counts as failed. */
async function verify(making: Making, before: Observation, sighting?: ChangeSighting): Promise<Standing> {
  const { change, log, stop } = making;
  const { step } = change.bound;
  await log.move(step.id, 'changed');
  const answer = await readProtocol(change, verifyCall(change, before, stop));
  const seen: Seen =
    sighting === undefined ? await look(change, before, { doubtful: 'before' }) : { kind: 'seen', sighting };
  const made = { before, ...versionsOf(seen) };
  if (seen.kind === 'seen' && seen.sighting.state === 'before') return settleGone(made, seen.sighting);
  if (answer.kind === 'none') {
    const message = `It was changed, and nobody could tell whether it works: ${answer.reason.message}.`;
    return { state: 'changed', message, fault: answer.reason, ...made };
  }
  const verification = answer.output;
  await log.move(step.id, 'verified', verification);
  if (verification.outcome === 'not-healed') {
    const fault = createReason('failed', `it did not work: ${verification.message}`);
    return { state: 'changed', message: `It was changed, and ${fault.message}.`, fault, verification, ...made };
  }
  return settleHealed({ ...made, verification }, seen);
}

interface Healed {
  readonly before: Observation;
  readonly versions?: readonly string[];
  readonly verification: ChangeVerification;
}

/** The cloud said yes, and nothing of it is there. */
function settleGone(made: Pick<Healed, 'before' | 'versions'>, { message }: ChangeSighting): Standing {
  const fault = createReason('stale', `it was changed, and is as before again: ${message}`);
  return { state: 'undone', message: `Somebody or something took it back: ${fault.message}.`, fault, ...made };
}

function settleHealed(made: Healed, seen: Seen): Standing {
  const { message } = made.verification;
  if (seen.kind === 'seen' && seen.sighting.state === 'other') {
    return { state: 'changed', message: `It works: ${message}; but ${seen.sighting.message}.`, ...made };
  }
  return { state: 'changed', message: `It was changed, and works: ${message}.`, ...made };
}
