import type { ActionContext, ChangeProtocol, Evidence, UnknownKind, UnknownReason } from '@cloudops/spec';
import { unknownKinds } from '@cloudops/spec';
import { createDeadline } from '../step/deadline.ts';
import { messageOf } from '../step/settle.ts';
import type { Change, Stop } from './change.ts';

/** An answer that is as it should be, or why there is none. */
export type Answer<Output> =
  | { readonly kind: 'given'; readonly output: Output }
  | { readonly kind: 'none'; readonly reason: UnknownReason };

/** How a call ended, as far as it did. */
export interface CallEnd<Output> {
  readonly answer: Answer<Output>;
  /** Whether the call came back; one that is deaf to its signal may go on. */
  hasReturned(): boolean;
  /** Resolves once it came back. */
  readonly returned: Promise<void>;
}

/** One call of a protocol. */
export interface Call<Output> {
  readonly name: keyof ChangeProtocol | 'doLocate';
  readonly stop: Stop;
  readonly timeoutSec: number;
  /** @returns whether an output is what the protocol promises. */
  readonly isOutput: (output: unknown) => output is Output;
  run(context: ActionContext): Promise<Evidence<Output>>;
}

function none(kind: UnknownKind, message: string): Answer<never> {
  return { kind: 'none', reason: { kind, message } };
}

function isReason(value: unknown): value is UnknownReason {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, message } = value as Record<string, unknown>;
  return unknownKinds.some((known) => known === kind) && typeof message === 'string';
}

function toAnswer<Output>(evidence: unknown, call: Call<Output>, action: string): Answer<Output> {
  const { status, output, reason } = (evidence ?? {}) as Record<string, unknown>;
  if (status === 'present' && call.isOutput(output)) return { kind: 'given', output };
  if (status === 'unknown' && isReason(reason)) return { kind: 'none', reason };
  if (status === 'absent') return none('not-found', `${action} found nothing (${call.name})`);
  return none('invalid', `${action} broke its promise: ${call.name} returned what it must not`);
}

async function answer<Output>(change: Change, call: Call<Output>, context: ActionContext): Promise<Answer<Output>> {
  const { action } = change.bound.step;
  try {
    return toAnswer(await call.run(context), call, action);
  } catch (error) {
    return none(
      context.signal.aborted ? 'interrupted' : 'failed',
      `${action} failed (${call.name}): ${messageOf(error)}`,
    );
  }
}

/** The context of one call; what a call says after it was given up is not heard. */
function createContext(change: Change, signal: AbortSignal, isOpen: () => boolean): ActionContext {
  const { bound, clock, mark } = change;
  return {
    signal,
    clock,
    target: bound.target,
    grant: bound.grant,
    ...(mark === undefined ? {} : { change: mark }),
    notify: (progress) => {
      if (isOpen()) change.notify(progress);
    },
    countCall: () => {
      if (isOpen()) change.countCall();
    },
  };
}

/**
 * Makes one call of a protocol. Ends within its time-out or the stop plus half a second, also when the provider ignores its
 * signal; never throws.
 */
export async function callProtocol<Output>(change: Change, call: Call<Output>): Promise<CallEnd<Output>> {
  const deadline = createDeadline(call.timeoutSec, { timers: change.timers, stop: call.stop });
  let isOpen = true;
  let hasReturned = false;
  const coming = answer(
    change,
    call,
    createContext(change, deadline.signal, () => isOpen),
  );
  const returned = coming.then(() => {
    hasReturned = true;
  });
  const expired = deadline.expired.then((outcome): Answer<Output> => {
    return outcome.status === 'unknown' ? { kind: 'none', reason: outcome.reason } : none('timeout', 'no answer');
  });
  try {
    const first = await Promise.race([coming, expired]);
    return { answer: withWhy(first, deadline.signal, call), hasReturned: () => hasReturned, returned };
  } finally {
    isOpen = false;
    deadline.dispose();
  }
}

/** A call that was cut short knows only that; whoever cut it knows why. */
function withWhy<Output>(first: Answer<Output>, signal: AbortSignal, call: Call<Output>): Answer<Output> {
  if (first.kind === 'given' || !signal.aborted) return first;
  const message = `no answer within ${call.timeoutSec} s`;
  return { kind: 'none', reason: call.stop.reason() ?? { kind: 'timeout', message } };
}

const transient: readonly UnknownKind[] = ['throttled', 'unreachable', 'unavailable'];
const mostTries = 3;
const firstWaitMs = 200;

/** Waits; a clock that fails must not keep a change from being looked at. @returns false when the stop came first. */
export async function pause(change: Change, ms: number, stop: Stop): Promise<boolean> {
  try {
    await change.clock.sleep(ms, stop.signal);
  } catch {
    // As if the time had passed.
  }
  return !stop.signal.aborted;
}

/** Makes a call that changes nothing, again where the target could not be reached or was too busy; 3 times at most. */
export async function readProtocol<Output>(change: Change, call: Call<Output>): Promise<Answer<Output>> {
  for (let tries = 1; ; tries += 1) {
    const stopped = call.stop.reason();
    if (stopped !== undefined) return { kind: 'none', reason: stopped };
    const { answer: given } = await callProtocol(change, call);
    if (given.kind === 'given' || tries >= mostTries || !transient.includes(given.reason.kind)) return given;
    if (!(await pause(change, firstWaitMs * 2 ** (tries - 1), call.stop))) return given;
  }
}
