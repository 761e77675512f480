// For everybody who runs plans.

// For authors of journals, engines and tests.
export { createGrant } from './admission/grant.ts';
export type { ExecutorErrorCode } from './errors.ts';
export type { ExecuteOptions, ExecutionEvent } from './execute-options.ts';
export { executePlan } from './execute-plan.ts';
export type { Journal, RunBeginning, RunLookup, RunOutcome, RunSummary } from './journal/journal.ts';
export { type OpenJournalOptions, openJournal } from './journal/open-journal.ts';
export { createRunId } from './run-id.ts';
export type { SerializedOutput } from './step/output.ts';
export type { KeepOutput } from './step/release.ts';
export { processTimers, type Timers } from './timers.ts';
