import { CloudOpsError } from '@cloudops/spec';

/** Every code that this package puts on a {@link CloudOpsError}. Documented in the README. */
export type AwsErrorCode =
  | 'CREDENTIALS_NOT_FOUND'
  | 'CREDENTIALS_INVALID'
  | 'CREDENTIALS_EXPIRED'
  | 'SSO_SESSION_EXPIRED'
  | 'PROFILE_UNKNOWN'
  | 'ROLE_NOT_ASSUMED'
  | 'ACCOUNT_NOT_CONFIGURED'
  | 'SESSION_POLICY_TOO_LONG'
  | 'CLOCK_SKEWED'
  | 'ACCESS_DENIED'
  | 'REGION_NOT_ENABLED'
  | 'SERVICE_UNKNOWN'
  | 'OPERATION_UNKNOWN'
  | 'INPUT_INVALID'
  | 'BODY_NOT_TEXT'
  | 'THROTTLED'
  | 'DNS_FAILED'
  | 'UNREACHABLE'
  | 'REQUEST_TIMED_OUT'
  | 'INTERRUPTED'
  | 'ANSWER_UNREADABLE'
  | 'ANSWER_TOO_LARGE'
  | 'NOT_AVAILABLE'
  | 'NOT_FOUND'
  | 'PAGING_BROKEN'
  | 'REQUEST_FAILED'
  | 'PROVIDER_CLOSED';

/** What {@link awsError} is told. */
export interface AwsErrorOptions {
  readonly code: AwsErrorCode;
  /** What failed and where, in one sentence. */
  readonly message: string;
  /** Most likely remedy first. */
  readonly nextSteps: readonly string[];
  readonly cause?: unknown;
}

/** Makes this package's errors; the one place that ties them to the closed list of codes. */
export function awsError(options: AwsErrorOptions): CloudOpsError {
  return new CloudOpsError(options);
}
