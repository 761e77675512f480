import { CloudOpsError } from '@cloudops/spec';

/** What can go wrong while parsers are measured. */
export type EvalsErrorCode = 'QUESTIONS_INVALID' | 'QUESTIONS_UNREADABLE' | 'ARGUMENTS_INVALID';

/** Makes an error of this package. */
export function evalsError(code: EvalsErrorCode, message: string, nextSteps: readonly string[]): CloudOpsError {
  return new CloudOpsError({ code, message, nextSteps });
}
