import { createOutcomeReport, createReport, type RunSummary, toLlmUse } from '@cloudops/report';
import type { Decision, Intent, IntentOutcome, Report, Run, UnknownReason } from '@cloudops/spec';
import type { InvestigateOptions } from './engine-options.ts';
import { engineError } from './errors.ts';
import type { Investigation, InvestigationKind } from './investigation.ts';
import type { Question } from './question.ts';

type NoMatch = Exclude<IntentOutcome, { kind: 'matched' }>;

/** The question was not understood, or nothing answers it. */
export function answerOutcome(question: Question, outcome: NoMatch): Investigation {
  const asks = outcome.kind === 'clarify' ? outcome.question : outcome.reason;
  const choices = outcome.kind === 'refused' ? [] : outcome.choices;
  const kind = outcome.kind === 'clarify' ? 'clarify' : 'unsupported';
  const report = createOutcomeReport({
    status: kind,
    question: question.text,
    summary: asks,
    clarify: { question: asks, choices },
  });
  return assemble({ ...question, intent: outcome.intent }, kind, report, null);
}

/** What stops before a run: policy, `--read-only`, `--dry-run`; null when the plan may run. */
export function answerRefusal(
  question: Question,
  decision: Decision,
  options: InvestigateOptions,
): Investigation | null {
  if (decision.outcome === 'deny') return refuse(question, 'denied', `Denied by policy: ${decision.why}`);
  const change = question.plan?.steps.find((step) => step.risk_level !== 'read');
  if (options.readOnly === true && change !== undefined) {
    return refuse(
      question,
      'denied',
      `Only reads are allowed here (read-only): step "${change.id}" is a ${change.risk_level}.`,
    );
  }
  if (options.dryRun === true) return planned(question);
  if (decision.outcome === 'needs-approval') return refuse(question, 'needs-approval', decision.why);
  return null;
}

function refuse(question: Question, kind: 'denied' | 'needs-approval', summary: string): Investigation {
  const status = kind === 'denied' ? 'denied' : 'needs_approval';
  return assemble(question, kind, outcome(question, status, summary), null);
}

function planned(question: Question): Investigation {
  const { plan } = question;
  if (plan === undefined) throw engineError('INTENT_MISSING', 'A dry run was answered without a plan.');
  const report = createReport({ plan, results: [], status: 'completed' });
  const summary = `Planned ${plan.steps.length} steps and ran none of them.`;
  return assemble(question, 'planned', { ...report, summary, not_checked: [] }, null);
}

/** A plan that is not run: stale, denied, or without an approval that it needs. */
export function answerRefused(
  question: Question,
  kind: 'stale' | 'denied' | 'needs-approval',
  summary: string,
): Investigation {
  if (kind !== 'stale') return refuse(question, kind, summary);
  return assemble(question, 'stale', outcome(question, 'denied', `Stale plan: ${summary}`), null);
}

/** A change that waits for the user's own yes. */
export function answerAsked(question: Question): Investigation {
  const summary =
    'This changes something, and policy leaves it to you: say yes with --approve, or save it with plan --out.';
  return refuse(question, 'needs-approval', summary);
}

/** There is nothing that could be changed so; asked back. */
export function answerImpossible(question: Question, why: string): Investigation {
  const report = createOutcomeReport({
    ...{ status: 'clarify', question: question.text, summary: why, playbook: playbookOf(question) },
    clarify: { question: why, choices: [] },
  });
  return assemble(question, 'clarify', report, null);
}

/** The target cannot be talked to. */
export function answerUnreachable(question: Question, provider: string, reason: UnknownReason): Investigation {
  const target = question.plan?.targets.find((candidate) => candidate.provider === provider)?.name ?? provider;
  const report = createOutcomeReport({
    status: 'failed',
    question: question.text,
    playbook: playbookOf(question),
    summary: `Nothing could be read from ${provider} target "${target}": ${reason.message}`,
    not_checked: [{ what: `everything in ${target}`, why: reason.message, needs: reason.needs ?? '' }],
  });
  return assemble(question, 'unreachable', report, null);
}

/** Interrupted before the first step. */
export function answerInterrupted(question: Question): Investigation {
  return assemble(question, 'interrupted', outcome(question, 'failed', 'Interrupted before anything was read.'), null);
}

/** A run that ended, one way or another. */
export function answerRun(question: Question, run: Run): Investigation {
  const report = createReport(run);
  const ended: InvestigationKind = report.status === 'failed' ? 'unreachable' : 'answered';
  return assemble(question, run.status === 'interrupted' ? 'interrupted' : ended, report, run);
}

/** A run that was to change something. */
export function answerChange(question: Question, run: Run): Investigation {
  const report = createReport(run);
  return assemble(question, changeKind(report, run), report, run);
}

function changeKind(report: Report, run: Run): InvestigationKind {
  if (run.status === 'completed') return 'answered';
  const outcomes = (report.changes ?? []).map(({ outcome }) => outcome.state);
  const isUntouched = outcomes.every((state) => state === 'not-done' || state === 'in-place');
  if (isUntouched && run.results.some(({ reason }) => reason?.kind === 'stale')) return 'stale';
  return run.status === 'interrupted' ? 'interrupted' : 'change-failed';
}

function outcome(question: Question, status: 'denied' | 'needs_approval' | 'failed', summary: string): Report {
  return createOutcomeReport({ status, question: question.text, playbook: playbookOf(question), summary });
}

function playbookOf(question: Question): Report['playbook'] {
  const playbook = question.plan?.playbook;
  return playbook === undefined ? null : { id: playbook.id, version: playbook.version };
}

function assemble(question: Question, kind: InvestigationKind, report: Report, run: Run | null): Investigation {
  const { intent } = question;
  if (intent === undefined) throw engineError('INTENT_MISSING', 'An answer was made without an intent.');
  return {
    kind,
    report,
    summary: summarize(question, intent, run),
    intent,
    plan: question.plan ?? null,
    why: question.why ?? '',
    decision: question.decision ?? null,
    file: question.file ?? null,
    run,
    identities: question.identities ?? {},
  };
}

function summarize(question: Question, intent: Intent, run: Run | null): RunSummary {
  return {
    id: run?.id ?? null,
    plan_id: question.plan?.id ?? null,
    audit_ids: [...question.records.ids],
    started_at: new Date(question.startedAt).toISOString(),
    duration_ms: Math.max(0, question.now() - question.startedAt),
    calls: run?.calls ?? {},
    llm: toLlmUse(intent.parser),
    targets: question.plan?.targets ?? [],
    ...(question.decision?.warnings === undefined ? {} : { warnings: question.decision.warnings }),
  };
}
