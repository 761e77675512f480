import type { ExpressionEvaluator } from '@cloudops/spec';
import type { ExecuteOptions, ExecutionEvent } from '../execute-options.ts';
import type { StopSignal } from '../stop-signal.ts';
import { processTimers } from '../timers.ts';
import type { AttemptContext } from './attempt.ts';

/** Runs a task as soon as one of the run's slots is free; first come, first served. */
export type InSlot = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** What a step needs from its run. */
export interface StepContext extends AttemptContext {
  readonly expressions: ExpressionEvaluator;
  readonly inSlot: InSlot;
  /** Says that the step's first call begins; later calls of it are ignored. */
  started(): void;
  /** API requests counted so far. */
  calls(): number;
}

/** Tells a listener, whose faults are none of the run's. */
export function tell(options: Pick<ExecuteOptions, 'onEvent'>, event: ExecutionEvent): void {
  try {
    options.onEvent?.(event);
  } catch {
    // A listener only shows progress; a run must not depend on it.
  }
}

/** What {@link createStepContext} is made from. */
export interface StepContextOptions {
  readonly step: string;
  readonly action: string;
  readonly options: ExecuteOptions;
  readonly stop: StopSignal;
  readonly inSlot: InSlot;
}

/** Makes the context of one step: its own counter, its own events, the run's everything else. */
export function createStepContext({ step, action, options, stop, inSlot }: StepContextOptions): StepContext {
  let calls = 0;
  let isStarted = false;
  return {
    clock: options.clock,
    timers: options.timers ?? processTimers,
    expressions: options.expressions,
    stop,
    inSlot,
    started: () => {
      if (!isStarted) tell(options, { kind: 'step-started', step, action });
      isStarted = true;
    },
    notify: (progress) => tell(options, { kind: 'step-progress', step, progress }),
    countCall: () => {
      calls += 1;
    },
    calls: () => calls,
  };
}
