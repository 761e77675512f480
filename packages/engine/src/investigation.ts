import type { RunSummary } from '@cloudops/report';
import type { Decision, Intent, Plan, PlanFile, Report, Run } from '@cloudops/spec';

/** How far a question came. */
export type InvestigationKind =
  | 'answered'
  | 'planned'
  | 'denied'
  | 'needs-approval'
  /** A saved plan no longer fits the world; `report.summary` says what moved. */
  | 'stale'
  /** A change was made in part, taken back, or its outcome is not known; `report.changes` says which. */
  | 'change-failed'
  | 'clarify'
  | 'unsupported'
  | 'unreachable'
  | 'interrupted';

/** What became of a question. Whatever the kind, there is a report to show. */
export interface Investigation {
  readonly kind: InvestigationKind;
  readonly report: Report;
  readonly summary: RunSummary;
  readonly intent: Intent;
  readonly plan: Plan | null;
  /** Why this playbook; empty when none was chosen. */
  readonly why: string;
  readonly decision: Decision | null;
  /** What `plan --out` saves; null where nothing was planned. */
  readonly file: PlanFile | null;
  readonly run: Run | null;
  /** Who the targets say we are, by provider; empty when none was asked, null where one would not tell. */
  readonly identities: Readonly<Record<string, string | null>>;
}
