import { CloudOpsError } from '@cloudops/spec';

/** Every code that this plugin puts on a CloudOps error. Documented in the README. */
export type PostgresErrorCode = 'POSTGRES_NOT_CONFIGURED' | 'POSTGRES_SETTINGS_INVALID';

/** What {@link postgresError} is told. */
export interface PostgresErrorOptions {
  readonly code: PostgresErrorCode;
  readonly message: string;
  readonly nextSteps: readonly string[];
}

/** Makes this plugin's errors; the one place that ties them to the closed list of codes. */
export function postgresError(options: PostgresErrorOptions): CloudOpsError {
  return new CloudOpsError(options);
}
