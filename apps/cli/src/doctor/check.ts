/** What a health check found. */
export interface CheckResult {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** How to mend it; empty when all is well. */
  readonly fix: string;
}

/** One health check. What it throws counts as failed, with the error's own next step as the fix. */
export interface Check {
  readonly name: string;
  run(): Promise<Omit<CheckResult, 'name'>>;
}

/** All is well. */
export function ok(detail: string): Omit<CheckResult, 'name'> {
  return { status: 'ok', detail, fix: '' };
}

/** Works, but less well. */
export function warning(detail: string, fix: string): Omit<CheckResult, 'name'> {
  return { status: 'warning', detail, fix };
}

/** Does not work. */
export function failed(detail: string, fix: string): Omit<CheckResult, 'name'> {
  return { status: 'failed', detail, fix };
}
