import { CloudOpsError, type CloudOpsErrorOptions } from '@cloudops/spec';

/** Every code that this package throws; the README says what to do about each. */
export type ApprovalErrorCode =
  | 'APPROVAL_AGENT_INVALID'
  | 'APPROVAL_AGENT_REFUSED'
  | 'APPROVAL_AGENT_UNREACHABLE'
  | 'APPROVAL_CLOCK_BEHIND'
  | 'APPROVAL_COMMAND_FAILED'
  | 'APPROVAL_INPUT_INVALID'
  | 'APPROVAL_KEY_AMBIGUOUS'
  | 'APPROVAL_KEY_ENCRYPTED'
  | 'APPROVAL_KEY_EXISTS'
  | 'APPROVAL_KEY_INVALID'
  | 'APPROVAL_KEY_NOT_FOUND'
  | 'APPROVAL_KEY_PERMISSIONS'
  | 'APPROVAL_KEY_UNREADABLE'
  | 'APPROVAL_PLAN_EXPIRED'
  | 'APPROVAL_PLAN_INVALID'
  | 'APPROVAL_SIGNATURE_INVALID';

/** A {@link CloudOpsError} whose code is one of this package's. */
export function approvalError(options: CloudOpsErrorOptions & { readonly code: ApprovalErrorCode }): CloudOpsError {
  return new CloudOpsError(options);
}
