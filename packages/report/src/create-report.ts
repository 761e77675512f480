import type { Cause, Finding, Report, ReportedChange, ReportStatus, Run, StepResult } from '@cloudops/spec';
import { type Collected, collect, sawSomething } from './analysis/collect.ts';
import { mergeFindings } from './analysis/merge-findings.ts';
import { findGaps, type Gaps } from './analysis/not-checked.ts';
import { compareEvidence, compareFigures, compareNotChecked, compareRuledOut, distinct } from './analysis/order.ts';
import { rankCauses } from './analysis/rank-causes.ts';
import { summarize } from './analysis/summary.ts';
import { findChangeGaps } from './change/change-gaps.ts';
import { toChangeStatus } from './change/change-status.ts';
import { summarizeChanges } from './change/change-summary.ts';
import { changingSteps, collectChanges, wasTakenBack } from './change/collect-changes.ts';
import { orderKeys } from './json/ordered-json.ts';

/**
 * Makes the answer out of what a run saw: merges the analyses, decides what explains what, ranks the causes and says what
 * was not checked. Pure: the same evidence, in whatever order, gives the same bytes. Any step output with the four parts
 * of an Analysis is one; an analyzer that lacked something returns `unknown` with its Analysis as output. Where the plan is
 * bound to changes, what became of them is said first.
 */
export function createReport(run: Pick<Run, 'plan' | 'results' | 'status'>): Report {
  const { plan } = run;
  const changes = collectChanges(run);
  const reading = toReading(run);
  const { collected, findings, causes, notChecked } = reading;
  const { status, summary } = changes === null ? answerOf(reading, run) : answerWithChanges(changes, reading, run);
  return orderKeys<Report>({
    status,
    question: plan.intent.question,
    playbook: { id: plan.playbook.id, version: plan.playbook.version },
    summary,
    causes,
    findings,
    ruled_out: distinct(
      collected.analyses.flatMap(({ ruled_out }) =>
        ruled_out.map((one) => ({ ...one, evidence: distinct(one.evidence, compareEvidence) })),
      ),
      compareRuledOut,
    ),
    not_checked: distinct([...notChecked, ...findChangeGaps(changes ?? [])], compareNotChecked),
    figures: distinct(
      collected.analyses.flatMap(({ figures }) => figures),
      compareFigures,
    ),
    ...(changes === null ? {} : { changes }),
  });
}

/** What was read, without the steps that change something. */
interface Reading extends Gaps {
  readonly collected: Collected;
  readonly results: readonly StepResult[];
  readonly findings: readonly Finding[];
  readonly causes: readonly Cause[];
}

function toReading({ plan, results }: Pick<Run, 'plan' | 'results'>): Reading {
  const changing = changingSteps(plan);
  const reads = results.filter(({ step }) => !changing.has(step));
  const collected = collect(reads);
  const merged = mergeFindings(collected.analyses.flatMap((analysis) => analysis.findings));
  const steps = plan.steps.filter(({ id }) => !changing.has(id));
  return {
    collected,
    results: reads,
    findings: merged.map(({ finding }) => finding),
    causes: rankCauses(merged),
    ...findGaps({ plan: { ...plan, steps }, results: reads, collected }),
  };
}

type Answer = Pick<Report, 'status' | 'summary'>;

function answerOf(reading: Reading, { plan, status: ended }: Pick<Run, 'plan' | 'status'>): Answer {
  const { collected, findings, causes, notChecked, hasUnknown, results } = reading;
  const obstacle = causes.length > 0 ? null : findObstacle(results, collected);
  const status = toStatus(ended, collected, hasUnknown || obstacle !== null);
  return { status, summary: summarize({ status, causes, findings, notChecked, targets: plan.targets, obstacle }) };
}

/** What was changed comes first; what was found stands after it. Reads that nothing analyzes serve the changes alone. */
function answerWithChanges(
  changes: readonly ReportedChange[],
  reading: Reading,
  run: Pick<Run, 'plan' | 'results' | 'status'>,
): Answer {
  const changed = wasTakenBack(changes, run.results) ? 'completed' : toChangeStatus(changes);
  const found = reading.collected.analyses.length === 0 ? null : answerOf(reading, run);
  const isWhole = !reading.hasUnknown && run.status === 'completed' && (found?.status ?? 'completed') === 'completed';
  // A run that takes back got somewhere with what it took back.
  const isPart = changed === 'completed' ? !isWhole : run.status === 'partial';
  return {
    status: isPart ? 'partial' : changed,
    summary: [summarizeChanges(changes), ...(found === null ? [] : [found.summary])].join(' '),
  };
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
