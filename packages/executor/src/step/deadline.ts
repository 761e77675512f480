import type { StopSignal } from '../stop-signal.ts';
import type { Timers } from '../timers.ts';
import { createUnknown, type Outcome, toUnknown } from './settle.ts';

/** How long an action may still take to hand over what it has, once its signal aborted. */
const graceMs = 500;

/** Ends one call: its time-out or the run's stop, whichever comes first. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Settles `graceMs` after the signal aborted, with why; never otherwise. */
  readonly expired: Promise<Outcome>;
  /** Lets go of the timers and of the run's stop. */
  dispose(): void;
}

/** What a deadline needs from its run. */
export interface DeadlineContext {
  readonly timers: Timers;
  readonly stop: Pick<StopSignal, 'signal' | 'reason'>;
}

/** Starts a deadline. */
export function createDeadline(timeoutSec: number, context: DeadlineContext): Deadline {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const cancels: (() => void)[] = [];
  const abort = (outcome: Outcome): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    cancels.push(context.timers.after(graceMs, () => resolve(outcome)));
  };
  const onStop = (): void =>
    abort(toUnknown(context.stop.reason() ?? { kind: 'interrupted', message: 'the run was interrupted' }));
  cancels.push(
    context.timers.after(timeoutSec * 1000, () => abort(createUnknown('timeout', `no answer within ${timeoutSec} s`))),
  );
  if (context.stop.signal.aborted) onStop();
  else context.stop.signal.addEventListener('abort', onStop, { once: true });
  return {
    signal: controller.signal,
    expired: promise,
    dispose: () => {
      for (const cancel of cancels) cancel();
      context.stop.signal.removeEventListener('abort', onStop);
    },
  };
}
