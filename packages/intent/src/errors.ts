import { CloudOpsError } from '@cloudops/spec';

/** What can go wrong in this package, as opposed to what a question can turn out to be. */
export type IntentErrorCode = 'QUESTION_INVALID' | 'CATALOG_EMPTY';

/** Makes an error of this package. */
export function intentError(code: IntentErrorCode, message: string, nextSteps: readonly string[]): CloudOpsError {
  return new CloudOpsError({ code, message, nextSteps });
}
