import type { Cause, Report } from '@cloudops/spec';
import { toJsonLine } from '../json/ordered-json.ts';
import { clip } from '../render/export-text.ts';
import type { RunSummary } from '../run-summary.ts';

/** How large a message may be. */
export interface ReportMessageOptions {
  readonly run: RunSummary;
  /** UTF-8; a mebibyte unless stated. Below about 100,000 the last resort may be larger. */
  readonly maximumBytes?: number;
}

const defaultMaximumBytes = 1024 * 1024;
const fewCauses = 20;
const fewGaps = 50;
const longestText = 1000;

/** A way to make a report smaller. */
interface Degree {
  readonly leftOut: readonly string[];
  shorten(report: Report): Report;
}

const degrees: readonly Degree[] = [
  { leftOut: [], shorten: (report) => report },
  { leftOut: ['figures'], shorten: (report) => ({ ...report, figures: [] }) },
  { leftOut: ['figures', 'findings', 'ruled_out'], shorten: withoutFindings },
  {
    leftOut: ['figures', 'findings', 'ruled_out', `causes after ${fewCauses}`, 'evidence', `gaps after ${fewGaps}`],
    shorten: toOutline,
  },
];

/**
 * A report as one JSON document for a receiver on the network. What is too large is left out in a fixed order, and
 * `left_out` says so; the report that is left still has the shape of one, and the run's id leads to the whole.
 */
export function createReportMessage(report: Report, options: ReportMessageOptions): string {
  const { run, maximumBytes = defaultMaximumBytes } = options;
  let text = '';
  for (const { leftOut, shorten } of degrees) {
    const message = { schema_version: 1, type: 'cloudops.report', left_out: leftOut, report: shorten(report), run };
    text = toJsonLine(message);
    if (Buffer.byteLength(text) <= maximumBytes) break;
  }
  return text;
}

function withoutFindings(report: Report): Report {
  return { ...report, figures: [], findings: [], ruled_out: [] };
}

function toOutline(report: Report): Report {
  const { question, summary, causes, not_checked, changes, playbook, status, clarify } = report;
  return {
    ...{ status, question: short(question), playbook, summary: short(summary) },
    ...{ causes: causes.slice(0, fewCauses).map(toBareCause), findings: [], ruled_out: [], figures: [] },
    not_checked: not_checked
      .slice(0, fewGaps)
      .map(({ what, why, needs }) => ({ what: short(what), why: short(why), needs: short(needs) })),
    ...(changes === undefined ? {} : { changes: changes.slice(0, fewCauses) }),
    ...(clarify === undefined ? {} : { clarify }),
  };
}

function toBareCause(cause: Cause): Cause {
  const bare = { also: [], instances: [], evidence: [], consequences: [], remediations: [] };
  return { ...cause, ...bare, title: short(cause.title), detail: short(cause.detail) };
}

function short(text: string): string {
  return clip(text, longestText);
}
