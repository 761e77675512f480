import { CloudOpsError } from '@cloudops/spec';

/** What can go wrong in this package, as opposed to what a question can turn out to be. */
export type IntentErrorCode =
  | 'QUESTION_INVALID'
  | 'ANSWER_INVALID'
  | 'CATALOG_EMPTY'
  | 'KEY_MISSING'
  | 'LEDGER_UNUSABLE'
  | 'MODEL_FAILED';

/** Makes an error of this package. */
export function intentError(
  code: IntentErrorCode,
  message: string,
  nextSteps: readonly string[],
  cause?: unknown,
): CloudOpsError {
  return new CloudOpsError({ code, message, nextSteps, ...(cause === undefined ? {} : { cause }) });
}
