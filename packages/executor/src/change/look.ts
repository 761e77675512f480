import type { ChangeSighting, Observation, UnknownKind, UnknownReason } from '@cloudops/spec';
import { type CallEnd, callProtocol, pause } from './call.ts';
import { lookCall } from './calls.ts';
import { type Change, noStop } from './change.ts';

/** Where the world was seen to stand, or why nobody can tell. */
export type Seen =
  | { readonly kind: 'seen'; readonly sighting: ChangeSighting }
  | { readonly kind: 'unseen'; readonly reason: UnknownReason };

/** How a state is looked for. */
export interface LookOptions {
  /** The state that a request under way could still overtake; it counts once it was seen three times in a row. */
  readonly doubtful?: ChangeSighting['state'];
}

const firstWaitMs = 500;
const longestWaitMs = 8000;
const leastMs = 15_000;
const mostMs = 60_000;
const neededSightings = 3;

/**
 * Looks at the world until it is clear where it stands: again while nobody can tell, while it is neither before nor after, and
 * while a lost request could still arrive; for the step's time-out, 15 s at least and a minute at most. An interrupt does not
 * end it. Never throws.
 */
export async function look(change: Change, before: Observation, options: LookOptions = {}): Promise<Seen> {
  const { clock, bound } = change;
  const limitMs = Math.min(Math.max(bound.step.timeout_sec * 1000, leastMs), mostMs);
  const until = clock.now() + limitMs;
  let inARow = 0;
  let waitMs = firstWaitMs;
  let waitedMs = 0;
  for (;;) {
    const { answer } = await callProtocol(change, lookCall(change, before));
    const state = answer.kind === 'given' ? answer.output.state : undefined;
    inARow = state !== undefined && state === options.doubtful ? inARow + 1 : 0;
    const isClear = state === 'before' || state === 'after';
    if (answer.kind === 'given' && isClear && (state !== options.doubtful || inARow >= neededSightings)) {
      return { kind: 'seen', sighting: answer.output };
    }
    // A clock that stands still must not make this endless.
    if (clock.now() >= until || waitedMs >= limitMs) {
      if (answer.kind === 'none') return { kind: 'unseen', reason: answer.reason };
      if (state === options.doubtful) return { kind: 'unseen', reason: notYet };
      return { kind: 'seen', sighting: answer.output };
    }
    await pause(change, waitMs, noStop);
    waitedMs += waitMs;
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

const notYet: UnknownReason = { kind: 'timeout', message: 'it was not seen long enough to be sure' };

/** Answers that show that the request came to its end, whatever that was. */
const answered: readonly UnknownKind[] = ['denied', 'not-found', 'invalid', 'stale'];

/** How long a call that is deaf to its signal may still take before nobody waits for it any more. */
const longestDeafMs = 10_000;

async function waitFor(change: Change, end: CallEnd<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = change.timers.after(longestDeafMs, resolve);
  await Promise.race([end.returned, promise]);
  cancel();
}

/**
 * Looks at the world after a call that was to change it. A state that the call should have ended counts only once it was seen
 * three times: the request may be on its way, or the cloud slow to tell.
 * @param untouched the state that the world is in when the call has done nothing.
 */
export async function lookAfter(
  change: Change,
  before: Observation,
  end: CallEnd<unknown>,
  untouched: 'before' | 'after',
): Promise<Seen> {
  const isRefused = end.answer.kind === 'none' && answered.includes(end.answer.reason.kind);
  const options = isRefused && end.hasReturned() ? {} : { doubtful: untouched };
  const first = await look(change, before, options);
  if (end.hasReturned() || first.kind === 'unseen' || first.sighting.state !== untouched) return first;
  await waitFor(change, end);
  if (end.hasReturned()) return look(change, before, options);
  const message = `${change.bound.step.action} goes on though its time is over; what it does may still come`;
  return { kind: 'unseen', reason: { kind: 'timeout', message } };
}
