import { CloudOpsError, type CloudOpsErrorOptions } from '@cloudops/spec';

/** All codes that this package throws. */
export type ExecutorErrorCode =
  | 'PLAN_INVALID'
  | 'PLAN_ALTERED'
  | 'STALE_PLAN'
  | 'PROVIDER_NOT_LOADED'
  | 'CHANGE_WITHOUT_PROTOCOL'
  | 'CHANGE_CALLED_READ'
  | 'CHANGE_NOT_PREPARED'
  | 'CHANGE_WITHOUT_JOURNAL'
  | 'PLAN_EXPIRED'
  | 'PLAN_USED'
  | 'OBJECT_LOCKED'
  | 'BUDGET_EXCEEDED'
  | 'RUN_HELD'
  | 'MANY_TARGETS_NOT_SUPPORTED'
  | 'TICKET_WRONG_PLAN'
  | 'TICKET_EXPIRED'
  | 'TICKET_USED'
  | 'JOURNAL_LOCKED'
  | 'JOURNAL_CORRUPT'
  | 'JOURNAL_READ_ONLY'
  | 'JOURNAL_FULL'
  | 'JOURNAL_TOO_NEW'
  | 'JOURNAL_FAILED'
  | 'EVIDENCE_CORRUPT';

/** A {@link CloudOpsErrorOptions} whose code is from this package's closed list. */
export interface ExecutorErrorOptions extends CloudOpsErrorOptions {
  readonly code: ExecutorErrorCode;
}

/** Makes an error of this package. */
export function createExecutorError(options: ExecutorErrorOptions): CloudOpsError {
  return new CloudOpsError(options);
}
