// For everybody who runs plans.

// For authors of journals, engines and tests.
export { createGrant } from './admission/grant.ts';
export type { PastRunOptions } from './change/past-run.ts';
export type { ExecutorErrorCode } from './errors.ts';
export type { ExecuteOptions, ExecutionEvent } from './execute-options.ts';
export { executePlan } from './execute-plan.ts';
export type { BudgetAmounts, BudgetLimit, BudgetReservation, BudgetSpending } from './journal/budget.ts';
export type { ChangeIntent, ChangePhase, ChangeRecord } from './journal/change-record.ts';
export type { ChangeMove } from './journal/change-rows.ts';
export type {
  FoundBeginning,
  Journal,
  PlanUse,
  RunBeginning,
  RunClaims,
  RunEnding,
  RunLookup,
  RunOutcome,
  RunSummary,
  TypicalDuration,
} from './journal/journal.ts';
export { type OpenJournalOptions, openJournal } from './journal/open-journal.ts';
export type { RunHold } from './journal/run-hold.ts';
export { type ResumeOutcome, resumeRun } from './resume-run.ts';
export { type RollbackOptions, type RollbackOutcome, rollbackRun } from './rollback-run.ts';
export { createRunId } from './run-id.ts';
export type { SerializedOutput } from './step/output.ts';
export type { KeepOutput } from './step/release.ts';
export { processTimers, type Timers } from './timers.ts';
