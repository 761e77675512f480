import { createRunId, type RollbackOutcome, rollbackRun } from '@cloudops/executor';
import type { Envelope } from '@cloudops/spec';
import { answerChange, answerRefused } from '../answers.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { Investigation } from '../investigation.ts';
import { findActing } from './acting.ts';
import { findHindrance } from './apply.ts';
import { toAuditChanges } from './audit-changes.ts';
import { reservationFor } from './budget.ts';
import type { RollbackOptions } from './change-options.ts';
import { checkClock } from './check-clock.ts';
import { checkEnvironment } from './check-places.ts';
import { checkIntact, stale } from './check-plan.ts';
import { type ChangeDecision, decideChange } from './decide-change.ts';
import { toRefusal } from './execute-change.ts';
import { type PastRun, withPastRun } from './past-run.ts';
import { recordFailure, refuse } from './refuse.ts';

/**
 * Takes back what a finished run changed. It is a change like any other: decided by policy with the approvals of the run, and
 * run between two records.
 */
export function rollbackChange(runId: string, engine: EngineOptions, options: RollbackOptions): Promise<Investigation> {
  return withPastRun(runId, engine, async (past) => {
    const { question, providers } = past;
    const { plan, records, text } = question;
    const early = checkIntact(plan) ?? (await checkClock(engine));
    if (early !== null) return refuse(question, early);
    const acting = await recordFailure(question, () => findActing(plan, providers, engine, options.signal));
    if (acting.kind === 'unreachable') {
      return refuse(question, stale('place-moved', `${acting.provider} cannot be reached: ${acting.reason.message}`));
    }
    const moved = await recordFailure(question, () => checkEnvironment(plan, providers, engine));
    if (moved !== null) return refuse(question, moved);
    const own = await engine.journal.findBeginning(runId);
    const fresh = options.file?.plan.id === plan.id ? options.file.approvals : [];
    const envelopes = [...(own?.approvals ?? []), ...fresh];
    const decided = await decideChange(plan, acting.principal, envelopes, engine);
    const { decision, approvals } = decided;
    const extra = { rolls_back: runId };
    const facts = { question: text, plan, decision, approvals, identities: acting.established, extra };
    await records.write({ event: 'plan.decided', ...facts, status: decision.outcome });
    const hindrance = findHindrance(plan, decided, options);
    const known = { ...question, decision, identities: acting.identities };
    if (hindrance !== null) return answerRefused(known, hindrance.kind, hindrance.why);
    const reservation = await reservationFor(plan, acting.principal, engine);
    return run({ ...past, question: known }, runId, { ...facts, decided, reservation, envelopes }, engine, options);
  });
}

type Facts = Parameters<PastRun['question']['records']['write']>[0];

async function run(
  { question, providers, run: before }: PastRun,
  runId: string,
  {
    decided,
    reservation,
    envelopes,
    ...facts
  }: Omit<Facts, 'event' | 'status'> & {
    readonly decided: ChangeDecision;
    readonly reservation: Awaited<ReturnType<typeof reservationFor>>;
    readonly envelopes: readonly Envelope[];
  },
  engine: EngineOptions,
  options: RollbackOptions,
): Promise<Investigation> {
  const { records } = question;
  const newRunId = createRunId(engine.clock, engine.randomBytes);
  const all = { ...facts, runId: newRunId };
  await records.write({ event: 'execution.started', ...all, status: 'started' });
  let outcome: RollbackOutcome;
  try {
    outcome = await rollbackRun(runId, newRunId, providers, {
      clock: engine.executionClock ?? engine.clock,
      journal: engine.journal,
      principal: decided.decision.principal.id,
      signal: options.signal,
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
      ...(reservation === undefined ? {} : { reservation }),
      approvals: envelopes,
    });
  } catch (error) {
    const refusal = toRefusal(error);
    await records.write({ event: 'execution.finished', ...all, status: refusal?.code ?? 'failed' });
    if (refusal === null) throw error;
    return answerRefused(question, refusal.kind, refusal.why);
  }
  if (outcome.kind === 'ran') {
    const { run: ended } = outcome;
    const changes = toAuditChanges(ended);
    await records.write({ event: 'execution.finished', ...all, run: ended, changes, status: ended.status });
    return answerChange(question, ended);
  }
  await records.write({ event: 'execution.finished', ...all, status: outcome.kind });
  if (outcome.kind === 'elsewhere') return answerRefused(question, 'stale', outcome.why);
  if (outcome.kind === 'unsettled') {
    return answerRefused(question, 'stale', `Nobody knows yet how ${runId} ended: cloudops runs resume ${runId}`);
  }
  return answerChange(question, before);
}
