// For everybody who shows a CloudOps answer.

export { neededOutput } from './analysis/needed-output.ts';
export { renderAuditRecords } from './audit/render-audit-records.ts';
export { createOutcomeReport, type OutcomeReportOptions } from './create-outcome-report.ts';
export { createReport } from './create-report.ts';
// For tools that print values of their own in the same hand.
export { type BarOptions, type BarValues, renderBar } from './drawing/bar.ts';
export { renderSparkline, type SparklineOptions } from './drawing/sparkline.ts';
export { paint, severitySymbol, type TerminalOptions, type Tone } from './drawing/style.ts';
export { renderTable, type TableColumn, type TableOptions } from './drawing/table.ts';
export { type ReportErrorCode, reportErrorCodes } from './errors.ts';
export { renderFindingDefinitions } from './finding/render-finding-definitions.ts';
export { toJsonLine, toPrettyJson } from './json/ordered-json.ts';
// For whoever sends a report to somebody.
export { renderChatText } from './message/chat-text.ts';
export { createReportMessage, type ReportMessageOptions } from './message/report-message.ts';
export { renderPlan } from './plan/render-plan.ts';
export { renderForApproval, renderPlanFile } from './plan/render-plan-file.ts';
export { type ValueForm, valueForms } from './render/forms.ts';
export {
  type RenderReportOptions,
  type ReportForm,
  renderReport,
  renderReportPieces,
  reportForms,
} from './render/render-report.ts';
export {
  createRunSummary,
  type LlmUse,
  type RunSummary,
  type RunSummaryOptions,
  toLlmUse,
} from './run-summary.ts';
export { displayWidth } from './text/display-width.ts';
export { escapeForHtml } from './text/escape-html.ts';
export { escapeForMarkdown } from './text/escape-markdown.ts';
export { type EscapeOptions, escapeForTerminal } from './text/escape-terminal.ts';
export { formatBytes, formatCores, formatDuration, formatQuantity } from './text/quantity.ts';
export { padText, truncateText, wrapText } from './text/wrap.ts';
