import { createRunId } from '@cloudops/executor';
import { type AuditApproval, CloudOpsError, type Decision, type Provider, type Run } from '@cloudops/spec';
import { answerChange, answerRefused } from '../answers.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { Investigation } from '../investigation.ts';
import { runPlan } from '../stages.ts';
import type { Acting } from './acting.ts';
import type { SavedQuestion } from './apply.ts';
import { toAuditChanges } from './audit-changes.ts';
import { reservationFor } from './budget.ts';
import type { ChangeOptions } from './change-options.ts';
import type { RefusalCode } from './check-plan.ts';
import { checkUse } from './check-use.ts';
import { refuse } from './refuse.ts';

/** A saved plan that policy allowed. */
export type AllowedQuestion = SavedQuestion & {
  readonly decision: Decision;
  readonly approvals: readonly AuditApproval[];
  readonly acting: Extract<Acting, { kind: 'known' }>;
};

/** Runs an allowed plan, between two records. The first is durable before anything is touched: no record, no change. */
export async function executeChange(
  question: AllowedQuestion,
  providers: readonly Provider[],
  engine: EngineOptions,
  options: ChangeOptions,
): Promise<Investigation> {
  const { plan, decision, records, approvals, acting, file } = question;
  const used = await checkUse(plan, engine);
  if (used !== null) return refuse(question, used);
  const runId = createRunId(engine.clock, engine.randomBytes);
  const facts = { question: question.text, plan, decision, runId, approvals, identities: acting.established };
  await records.write({ event: 'execution.started', ...facts, status: 'started' });
  let run: Run;
  try {
    const reservation = await reservationFor(plan, acting.principal, engine);
    run = await runPlan(plan, decision, runId, providers, engine, {
      ...options,
      approvals: file.approvals,
      ...(reservation === undefined ? {} : { reservation }),
    });
  } catch (error) {
    const refusal = toRefusal(error);
    await records.write({ event: 'execution.finished', ...facts, status: refusal?.code ?? 'failed' });
    if (refusal === null) throw error;
    return answerRefused(question, refusal.kind, refusal.why);
  }
  const changes = toAuditChanges(run);
  await records.write({ event: 'execution.finished', ...facts, run, changes, status: run.status });
  return answerChange(question, run);
}

/** Why the executor did not even begin. */
export interface RunRefusal {
  readonly kind: 'stale' | 'denied';
  readonly code: RefusalCode;
  readonly why: string;
}

/** What the executor refuses before anything ran. */
const refusals: Readonly<Record<string, Omit<RunRefusal, 'why'>>> = {
  PLAN_USED: { kind: 'stale', code: 'plan-used' },
  STALE_PLAN: { kind: 'stale', code: 'state-moved' },
  OBJECT_LOCKED: { kind: 'stale', code: 'object-locked' },
  BUDGET_EXCEEDED: { kind: 'denied', code: 'budget-exceeded' },
  PLAN_EXPIRED: { kind: 'stale', code: 'plan-expired' },
  RUN_HELD: { kind: 'stale', code: 'object-locked' },
};

/** What the executor has against a run that it did not begin; null for an error of another kind. */
export function toRefusal(error: unknown): RunRefusal | null {
  if (!CloudOpsError.isInstance(error)) return null;
  const refusal = refusals[error.code];
  return refusal === undefined ? null : { ...refusal, why: [error.message, ...error.nextSteps].join(' ') };
}
