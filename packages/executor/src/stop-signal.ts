import type { UnknownReason } from '@cloudops/spec';
import { processTimers, type Timers } from './timers.ts';

/** Ends a run early: the caller's signal or the run's deadline, whichever comes first. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Why steps were cut short; undefined while nothing stopped the run. */
  reason(): UnknownReason | undefined;
  /** Lets go of the caller's signal and of the timer. */
  dispose(): void;
}

/** What {@link createStopSignal} joins. */
export interface StopSignalOptions {
  readonly signal: AbortSignal;
  readonly deadlineMs?: number;
  readonly timers?: Timers;
}

/** `AbortSignal.timeout()` and its like abort with a TimeoutError: nobody interrupted, time ran out. */
function toReason(signal: AbortSignal): UnknownReason {
  const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return isLate
    ? { kind: 'timeout', message: 'the time allowed passed before this ended' }
    : { kind: 'interrupted', message: 'the run was interrupted before this ended' };
}

/** Joins the caller's signal and the deadline, and remembers which of them stopped the run. */
export function createStopSignal(options: StopSignalOptions): StopSignal {
  const controller = new AbortController();
  let reason: UnknownReason | undefined;
  const stop = (why: UnknownReason): void => {
    reason ??= why;
    controller.abort(options.signal.aborted ? options.signal.reason : undefined);
  };
  const interrupt = (): void => stop(toReason(options.signal));
  if (options.signal.aborted) interrupt();
  else options.signal.addEventListener('abort', interrupt, { once: true });
  const { deadlineMs } = options;
  const cancel =
    deadlineMs === undefined
      ? () => {}
      : (options.timers ?? processTimers).after(deadlineMs, () =>
          stop({ kind: 'timeout', message: `the run's deadline of ${deadlineMs / 1000} s passed before this ended` }),
        );
  return {
    signal: controller.signal,
    reason: () => reason,
    dispose: () => {
      cancel();
      options.signal.removeEventListener('abort', interrupt);
    },
  };
}
