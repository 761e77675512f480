import type { FindingDefinition, Report } from '@cloudops/spec';
import type { TerminalOptions } from '../drawing/style.ts';
import { toPrettyJson } from '../json/ordered-json.ts';
import { toReportDocument } from '../report-document/report-document.ts';
import type { RunSummary } from '../run-summary.ts';
import { toAsff } from './asff.ts';
import { renderFormPieces, type ValueForm, valueForms } from './forms.ts';
import { toOcsf } from './ocsf.ts';
import { toSarif } from './sarif.ts';

/** The forms of a report. */
export type ReportForm = ValueForm | 'sarif' | 'ocsf' | 'asff';

/** The forms of a report, as a list. */
export const reportForms: readonly ReportForm[] = [...valueForms, 'sarif', 'ocsf', 'asff'];

/** How a report is rendered. */
export interface RenderReportOptions extends TerminalOptions {
  readonly run: RunSummary;
  /** The providers' registries: what the codes mean, for the forms that can carry it (`sarif`, `ocsf`, `asff`). */
  readonly definitions?: readonly FindingDefinition[];
}

/**
 * A report in one of its forms, ending in a newline. `json` is one document; `jsonl` is one line for each change, cause, finding,
 * ruled-out code, gap and figure, between a `report` and a `run` line; `sarif` is SARIF 2.1.0; `ocsf` is one OCSF 1.8.0
 * event for each cause, a line each; `asff` is one `BatchImportFindings` request for each hundred causes, a line each.
 * @throws CloudOpsError `REPORT_FORM_UNKNOWN`.
 */
export function renderReport(report: Report, form: ReportForm, options: RenderReportOptions): string {
  return [...renderReportPieces(report, form, options)].join('');
}

/**
 * What {@link renderReport} gives, in pieces to be written one after the other: the text of a report with thousands of
 * causes is tens of megabytes, and need not stand in memory as a whole. To be read once.
 * @throws CloudOpsError `REPORT_FORM_UNKNOWN`, before the first piece.
 */
export function renderReportPieces(report: Report, form: ReportForm, options: RenderReportOptions): Iterable<string> {
  const { run, definitions = [] } = options;
  if (form === 'sarif') return [toPrettyJson(toSarif(report, run, definitions))];
  if (form === 'ocsf') return toLines(toOcsf(report, run, definitions));
  if (form === 'asff') return toLines(toAsff(report, run, definitions));
  const renderable = {
    json: () => ({ schema_version: 1, report, run }),
    lines: () => reportLines(report, run),
    document: (verbose: boolean) => toReportDocument(report, { run, verbose }),
  };
  return renderFormPieces(renderable, form, options);
}

function* toLines(values: readonly object[]): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

function reportLines(report: Report, run: RunSummary): readonly unknown[] {
  const { status, question, playbook, summary, clarify } = report;
  return [
    { kind: 'report', schema_version: 1, status, question, playbook, summary, clarify },
    ...(report.changes ?? []).map((change) => ({ kind: 'change', ...change })),
    ...report.causes.map((cause) => ({ kind: 'cause', ...cause })),
    ...report.findings.map((finding) => ({ kind: 'finding', ...finding })),
    ...report.ruled_out.map((one) => ({ kind: 'ruled_out', ...one })),
    ...report.not_checked.map((one) => ({ kind: 'not_checked', ...one })),
    ...report.figures.map((figure) => ({ kind: 'figure', ...figure })),
    { kind: 'run', ...run },
  ];
}
