import type { RunSummary } from '@cloudops/report';
import type { Decision, Intent, Plan, Report, Run } from '@cloudops/spec';

/** How far a question came. */
export type InvestigationKind =
  | 'answered'
  | 'planned'
  | 'denied'
  | 'needs-approval'
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
  readonly run: Run | null;
  /** Who the targets say we are, by provider; empty when none was asked, null where one would not tell. */
  readonly identities: Readonly<Record<string, string | null>>;
}
