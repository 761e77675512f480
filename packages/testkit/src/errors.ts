import { CloudOpsError, type CloudOpsErrorOptions } from '@cloudops/spec';

/** All codes that this package throws. */
export type TestkitErrorCode = 'WORLD_INVALID' | 'WORLD_HAS_NO_ANSWER' | 'CONFORMANCE_FAILED' | 'TRANSPORT_FAILED';

/** A {@link CloudOpsErrorOptions} whose code is from this package's closed list. */
export interface TestkitErrorOptions extends CloudOpsErrorOptions {
  readonly code: TestkitErrorCode;
}

/** Makes an error of this package. */
export function createTestkitError(options: TestkitErrorOptions): CloudOpsError {
  return new CloudOpsError(options);
}
