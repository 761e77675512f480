import { createOutcomeReport, createReport } from '@cloudops/report';
import { analysisSchema, type Report, type Run } from '@cloudops/spec';

/**
 * The report of a run. Where no analyzer had anything to go by, it says so instead of that nothing is wrong: nothing
 * could be read, what was asked about does not exist, or the run ended before the evidence was looked at.
 */
export function createRunReport(run: Run): Report {
  const report = createReport(run);
  if (run.status === 'failed') return report.status === 'failed' ? report : toFailed(run, report);
  if (report.causes.length > 0) return report;
  const missing = run.results.find(({ status, reason, output }) => {
    return status === 'unknown' && reason?.kind === 'not-found' && output !== undefined;
  });
  if (missing?.reason !== undefined) return { ...report, status: 'partial', summary: missing.reason.message };
  return run.results.some(({ output }) => analysisSchema.safeParse(output).success) ? report : toOpen(report);
}

function toFailed({ plan }: Run, { not_checked }: Report): Report {
  const targets = plan.targets.map(({ name }) => name).join(', ');
  return createOutcomeReport({
    status: 'failed',
    question: plan.intent.question,
    playbook: { id: plan.playbook.id, version: plan.playbook.version },
    summary: `Nothing could be read from ${targets}; ${not_checked.length} things could not be checked.`,
    not_checked,
  });
}

function toOpen(report: Report): Report {
  const things = report.not_checked.length === 1 ? '1 thing' : `${report.not_checked.length} things`;
  const summary = `There is no answer: the run ended before the evidence was analyzed; ${things} could not be checked.`;
  return { ...report, status: 'partial', summary };
}
