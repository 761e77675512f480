import type { Choice, NotChecked, Report, ReportStatus } from '@cloudops/spec';
import { compareNotChecked, distinct } from './analysis/order.ts';
import { orderKeys } from './json/ordered-json.ts';

/** What a report is made of when no run gave one. */
export interface OutcomeReportOptions {
  readonly status: Extract<ReportStatus, 'denied' | 'needs_approval' | 'clarify' | 'unsupported' | 'failed'>;
  readonly question: string;
  /** Left out or null when the question matched none. */
  readonly playbook?: { readonly id: string; readonly version: string } | null;
  /** One sentence for a person. */
  readonly summary: string;
  readonly clarify?: { readonly question: string; readonly choices: readonly Choice[] };
  readonly not_checked?: readonly NotChecked[];
}

/** The report for a question that led to no run: denied, held, not understood, not supported or failed before it. */
export function createOutcomeReport(options: OutcomeReportOptions): Report {
  const { status, question, playbook, summary, clarify } = options;
  return orderKeys<Report>({
    status,
    question,
    playbook: playbook ? { id: playbook.id, version: playbook.version } : null,
    summary,
    causes: [],
    findings: [],
    ruled_out: [],
    not_checked: distinct(options.not_checked ?? [], compareNotChecked),
    figures: [],
    // The choices stay in the parser's order, the nearest first.
    ...(clarify === undefined ? {} : { clarify }),
  });
}
