import type { ActionProgress, Clock, Envelope, ExpressionEvaluator, StepResult } from '@cloudops/spec';
import type { BudgetReservation } from './journal/budget.ts';
import type { Journal } from './journal/journal.ts';
import type { KeepOutput } from './step/release.ts';
import type { Timers } from './timers.ts';

/** Something that happened during a run; for live progress, never part of the result. */
export type ExecutionEvent =
  | { readonly kind: 'step-started'; readonly step: string; readonly action: string }
  | { readonly kind: 'step-progress'; readonly step: string; readonly progress: ActionProgress }
  /** Told again, with another result, when a later step failed and this one's change was taken back. */
  | { readonly kind: 'step-finished'; readonly step: string; readonly result: StepResult }
  /** A run that changed something could not be written down to its end: `runs resume` does that once the journal works. */
  | { readonly kind: 'journal-failed'; readonly error: unknown };

/** What a run needs besides plan, ticket and providers. */
export interface ExecuteOptions {
  /** From `createRunId`. */
  readonly runId: string;
  /** Id of the principal that the plan was decided for; providers name it to the cloud. */
  readonly principal: string;
  readonly expressions: ExpressionEvaluator;
  /** Tells the time for results and expiry, and waits between retries. */
  readonly clock: Clock;
  /**
   * Interrupts the run: steps that have not ended become unknown, and the run is still returned. What began to change something
   * is looked at first, and taken back with all that was changed before.
   */
  readonly signal: AbortSignal;
  /**
   * Where the run, its evidence and the ticket's use are kept. Without it a ticket's reuse goes unnoticed, and nothing is ever
   * changed.
   */
  readonly journal?: Journal;
  /**
   * What stays in the run's results of an output that no later step can look at, once the journal has all of it; all of
   * it unless stated, and without a journal. Status, reason and digest always stay.
   */
  readonly keepOutput?: KeepOutput;
  /** What policy counted; kept with the run. */
  readonly approvals?: readonly Envelope[];
  /** What the run sets aside of its budgets before it begins; it is refused where too little is left. */
  readonly reservation?: BudgetReservation;
  /** Millionths of a US dollar that the run has cost, asked once at its end; what was set aside unless stated. */
  readonly costMicroUsd?: () => number;
  /** Must not be used to change the run. What it throws is ignored. */
  readonly onEvent?: (event: ExecutionEvent) => void;
  /** Actions that run at the same time, items of a `foreach` counted one by one; 8 unless stated. */
  readonly concurrency?: number;
  /** Milliseconds for the whole run; steps that have not ended by then are unknown with reason `timeout`. */
  readonly deadlineMs?: number;
  /** Measures time-outs; the process's own timers unless stated. Not the clock: a recorded world's never waits. */
  readonly timers?: Timers;
}
