/** What an alert can be about. */
export type AlertRule =
  | 'error-rate'
  | 'cost'
  | 'policy-violation'
  | 'unknown-outcome'
  | 'new-action'
  | 'odd-hour'
  | 'burst';

/** Something that somebody should look at. */
export interface Alert {
  /** The same for the same cause, so that a receiver can tell a repeated one. */
  readonly id: string;
  readonly rule: AlertRule;
  readonly severity: 'high' | 'medium' | 'low';
  /** One sentence without a full stop. */
  readonly title: string;
  /** The user it is about; null for all. */
  readonly user: string | null;
  /** ISO 8601, UTC: the first and the last record it is about. */
  readonly from: string;
  readonly to: string;
  /** Numbers of the records, the newest 20 of them, in the log's order. */
  readonly records: readonly number[];
}

/** When to raise an alert; null switches a rule off. */
export interface AlertRules {
  /** How far back to look. */
  readonly windowMs: number;
  /** How far back, before the window, lies what counts as usual. */
  readonly usualMs: number;
  /** The share (0 to 1) of executions that may fail, judged from so many on. */
  readonly errorRate: { readonly share: number; readonly minimum: number } | null;
  /** US dollars in the window. */
  readonly costUsd: number | null;
  /** So many denied plans of one user. */
  readonly policyViolations: number | null;
  /** An execution that started so long ago and did not end. */
  readonly unknownOutcomeMs: number | null;
  /** Something that a user never did in the usual time; judged for users with so many records in it. */
  readonly newAction: { readonly minimum: number } | null;
  /** An hour of the day in which a user was never seen in the usual time, an hour's grace on each side. */
  readonly oddHour: { readonly minimum: number } | null;
  /** So many questions of one user in so short a time. */
  readonly burst: { readonly questions: number; readonly withinMs: number } | null;
}

const hourMs = 3_600_000;

/** Rules that fit a few people who ask now and then. */
export const defaultAlertRules: AlertRules = {
  windowMs: 24 * hourMs,
  usualMs: 30 * 24 * hourMs,
  errorRate: { share: 0.25, minimum: 4 },
  costUsd: 5,
  policyViolations: 1,
  unknownOutcomeMs: hourMs,
  newAction: { minimum: 20 },
  oddHour: { minimum: 50 },
  burst: { questions: 30, withinMs: 10 * 60_000 },
};
