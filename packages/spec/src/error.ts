const marker: symbol = Symbol.for('cloudops.error');

/** Whose problem an error is: `user` = input or environment, `toolkit` = a bug of ours. */
export type ErrorSource = 'user' | 'toolkit';

/** What a {@link CloudOpsError} is made of. */
export interface CloudOpsErrorOptions {
  /** A stable, upper-case code from the closed list of the package that throws, such as `KUBECONFIG_NOT_FOUND`. */
  readonly code: string;
  /** What failed and where, in one sentence that starts with what failed. */
  readonly message: string;
  /** Whose problem it is; `user` unless stated. */
  readonly source?: ErrorSource;
  /** What to do next, most likely first; each a full sentence or a command. */
  readonly nextSteps?: readonly string[];
  /** The original error, kept for `--verbose`. */
  readonly cause?: unknown;
}

/**
 * The base of every error that CloudOps throws on purpose: broken input, broken environment, a bug.
 * Expected outcomes (denied, unsupported, needs approval) are values, never errors.
 * Recognised by a global symbol, since a plugin may carry its own copy of this package.
 */
export class CloudOpsError extends Error {
  readonly code: string;
  readonly source: ErrorSource;
  readonly nextSteps: readonly string[];

  constructor(options: CloudOpsErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CloudOpsError';
    this.code = options.code;
    this.source = options.source ?? 'user';
    this.nextSteps = options.nextSteps ?? [];
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether a value is a CloudOps error, also one from another copy of this package. */
  static isInstance(value: unknown): value is CloudOpsError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}
