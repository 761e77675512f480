import { CloudOpsError } from '@cloudops/spec';

/** What can go wrong in the wiring itself; a stage's own errors pass through unchanged. */
export type EngineErrorCode =
  | 'INPUT_INVALID'
  | 'PROVIDER_DUPLICATE'
  | 'INTENT_MISSING'
  | 'PLAYBOOK_UNKNOWN'
  | 'RUN_UNKNOWN'
  | 'RUN_NOT_IN_JOURNAL'
  | 'RUN_CHANGED_NOTHING'
  | 'FIX_UNKNOWN'
  | 'FIX_NOT_PLANNABLE';

/** Makes an error of this package. */
export function engineError(code: EngineErrorCode, message: string, nextSteps: readonly string[] = []): CloudOpsError {
  return new CloudOpsError({ code, message, nextSteps });
}
