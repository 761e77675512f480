/** What can go wrong in the test bed; a closed list. */
export type TestbedErrorCode =
  | 'GO_MISSING'
  | 'MOTO_FAILED'
  | 'BUILD_FAILED'
  | 'BINARIES_MISSING'
  | 'PROCESS_EXITED'
  | 'START_FAILED'
  | 'NOT_RUNNING'
  | 'API_FAILED'
  | 'SCENARIO_UNKNOWN'
  | 'SCENARIO_INVALID'
  | 'WAIT_TIMEOUT'
  | 'USAGE';

/** What a {@link TestbedError} is made of. */
export interface TestbedErrorOptions {
  readonly code: TestbedErrorCode;
  /** What failed and where, in one sentence that starts with what failed. */
  readonly message: string;
  /** What to do next, most likely first. */
  readonly nextSteps?: readonly string[];
  readonly cause?: unknown;
}

/** The one error that the test bed throws on purpose. */
export class TestbedError extends Error {
  readonly code: TestbedErrorCode;
  readonly nextSteps: readonly string[];

  constructor(options: TestbedErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TestbedError';
    this.code = options.code;
    this.nextSteps = options.nextSteps ?? [];
  }
}
