import type { Report, ReportStatus, Run, StepResult } from '@cloudops/spec';
import { type Collected, collect, sawSomething } from './analysis/collect.ts';
import { mergeFindings } from './analysis/merge-findings.ts';
import { findGaps } from './analysis/not-checked.ts';
import { compareEvidence, compareFigures, compareRuledOut, distinct } from './analysis/order.ts';
import { rankCauses } from './analysis/rank-causes.ts';
import { summarize } from './analysis/summary.ts';
import { orderKeys } from './json/ordered-json.ts';

/**
 * Makes the answer out of what a run saw: merges the analyses, decides what explains what, ranks the causes and says what
 * was not checked. Pure: the same evidence, in whatever order, gives the same bytes. Any step output with the four parts
 * of an Analysis is one; an analyzer that lacked something returns `unknown` with its Analysis as output.
 */
export function createReport(run: Pick<Run, 'plan' | 'results' | 'status'>): Report {
  const { plan, results } = run;
  const collected = collect(results);
  const merged = mergeFindings(collected.analyses.flatMap((analysis) => analysis.findings));
  const findings = merged.map(({ finding }) => finding);
  const causes = rankCauses(merged);
  const { notChecked, hasUnknown } = findGaps({ plan, results, collected });
  const obstacle = causes.length > 0 ? null : findObstacle(results, collected);
  const status = toStatus(run.status, collected, hasUnknown || obstacle !== null);
  return orderKeys<Report>({
    status,
    question: plan.intent.question,
    playbook: { id: plan.playbook.id, version: plan.playbook.version },
    summary: summarize({ status, causes, findings, notChecked, targets: plan.targets, obstacle }),
    causes,
    findings,
    ruled_out: distinct(
      collected.analyses.flatMap(({ ruled_out }) =>
        ruled_out.map((one) => ({ ...one, evidence: distinct(one.evidence, compareEvidence) })),
      ),
      compareRuledOut,
    ),
    not_checked: notChecked,
    figures: distinct(
      collected.analyses.flatMap(({ figures }) => figures),
      compareFigures,
    ),
  });
}

/**
 * Why there can be no answer, where nothing was found: what was asked about does not exist, or no analyzer looked at the
 * evidence. Either is no proof that all is well.
 */
function findObstacle(results: readonly StepResult[], { analyses, reads }: Collected): string | null {
  const missing = results.find(
    ({ status, reason, output }) => status === 'unknown' && reason?.kind === 'not-found' && output !== undefined,
  );
  if (missing?.reason !== undefined) return missing.reason.message;
  return reads.length > 0 && analyses.length === 0 ? 'There is no answer: the evidence was not analyzed' : null;
}

function toStatus(status: Run['status'], collected: Collected, hasUnknown: boolean): ReportStatus {
  const { reads, analyses, openAnalyses, malformed } = collected;
  if (status === 'failed') return 'failed';
  const hasFindings = analyses.some(({ findings }) => findings.length > 0);
  if (openAnalyses > 0 && openAnalyses === analyses.length && !hasFindings) return 'failed';
  if (reads.length > 0 && !reads.some(sawSomething)) return 'failed';
  if (reads.length === 0 && analyses.length === 0 && (malformed.length > 0 || status !== 'completed')) return 'failed';
  return hasUnknown || status !== 'completed' ? 'partial' : 'completed';
}
