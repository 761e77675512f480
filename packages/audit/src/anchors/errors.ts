import { CloudOpsError } from '@cloudops/spec';
import { auditError } from '../errors.ts';

/** The error for a place that does not keep or tell a checkpoint. @param why ends the sentence `The audit anchor NAME …`. */
export function anchorFailed(name: string, why: string, cause?: unknown): CloudOpsError {
  return auditError({
    code: 'AUDIT_ANCHOR_FAILED',
    message: `The audit anchor ${name} ${why}.`,
    nextSteps: [
      'Check that the place can be reached and written with the credentials at hand.',
      'Then run `cloudops audit anchor` again; the log itself is complete without it.',
    ],
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Passes on what is an error of ours already. */
export function toAnchorError(name: string, cause: unknown): CloudOpsError {
  if (CloudOpsError.isInstance(cause)) return cause;
  const isTimeOut = cause instanceof Error && cause.name === 'TimeoutError';
  return anchorFailed(name, isTimeOut ? 'did not answer in time' : 'could not be reached', cause);
}

/** The error for a configured place that cannot be one. */
export function anchorInvalid(name: string, why: string): CloudOpsError {
  return auditError({
    code: 'AUDIT_ANCHOR_INVALID',
    message: `The audit anchor ${name} ${why}.`,
    nextSteps: ['Correct the anchor in the configuration.'],
  });
}
