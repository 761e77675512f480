import { type ResumeOutcome, resumeRun } from '@cloudops/executor';
import type { Decision, Run } from '@cloudops/spec';
import { answerChange, answerRefused } from '../answers.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { Investigation } from '../investigation.ts';
import { toAuditChanges } from './audit-changes.ts';
import type { ChangeOptions } from './change-options.ts';
import { checkIntact, stale } from './check-plan.ts';
import { decideReading } from './decide-change.ts';
import { type PastRun, withPastRun } from './past-run.ts';
import { refuse } from './refuse.ts';

/** Looks what became of a run whose process died, and settles it between two records. Begins nothing new. */
export function resumeChange(runId: string, engine: EngineOptions, options: ChangeOptions): Promise<Investigation> {
  return withPastRun(runId, engine, async (past) => {
    const { question } = past;
    const { plan, records, text } = question;
    const altered = checkIntact(plan);
    if (altered !== null) return refuse(question, altered);
    const decision = await decideReading(plan, engine);
    if (decision.outcome !== 'auto-approve') {
      await records.write({ event: 'plan.decided', question: text, plan, decision, status: decision.outcome });
      return answerRefused({ ...question, decision }, 'denied', `Not even looked at: ${decision.why}`);
    }
    await records.write({ event: 'execution.resumed', question: text, plan, decision, runId, status: 'started' });
    const outcome = await resumeRun(runId, past.providers, {
      clock: engine.executionClock ?? engine.clock,
      journal: engine.journal,
      principal: decision.principal.id,
      signal: options.signal,
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
    return answer(past, decision, runId, outcome);
  });
}

async function answer(
  { question, run }: PastRun,
  decision: Decision,
  runId: string,
  outcome: ResumeOutcome,
): Promise<Investigation> {
  const { plan, records, text } = question;
  const finish = async (ended: Run, status: string): Promise<Investigation> => {
    const facts = { question: text, plan, decision, runId, run: ended, changes: toAuditChanges(ended) };
    await records.write({ event: 'execution.finished', ...facts, status });
    return answerChange({ ...question, decision }, ended);
  };
  switch (outcome.kind) {
    case 'settled':
    case 'nothing-to-do':
      return finish(outcome.run, outcome.run.status);
    case 'unknown':
      // Still a start without an end, as far as the log is concerned.
      return answerChange({ ...question, decision }, outcome.run);
    case 'running':
      return refuse(
        question,
        stale('object-locked', `The run ${runId} goes on: another process is at it. Wait for it to end.`),
      );
    case 'elsewhere':
      return refuse(question, stale('place-moved', outcome.why));
    case 'not-found':
      return answerChange({ ...question, decision }, run);
  }
}
