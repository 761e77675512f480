import type { Plan, Provider, Run, Ticket } from '@cloudops/spec';
import { bindSteps } from './admission/binding.ts';
import { assertChangesMayBegin, bindChanges } from './admission/change-binding.ts';
import { assertPlanIntact } from './admission/plan.ts';
import { assertTicketFits, claimTicket } from './admission/ticket.ts';
import { executeChanges, releaseQuietly, takeHold } from './change/execute-changes.ts';
import type { ExecuteOptions } from './execute-options.ts';
import type { Journal, RunBeginning, RunClaims } from './journal/journal.ts';
import { countCalls, toRunStatus } from './run-status.ts';
import { type RunStepsOptions, runSteps } from './run-steps.ts';
import { toSpent } from './spent.ts';
import { createStopSignal } from './stop-signal.ts';

/**
 * Runs an approved plan. All checks come before the first call; from then on nothing that a provider does makes it throw: a
 * step that fails, hangs or is interrupted is `unknown`, and the run is returned within a second of an interrupt, or once the
 * world was looked at where something was being changed.
 * A plan that changes something never throws once it began: what the journal could not keep is told by the event
 * `journal-failed`, and the run is at best `partial`.
 * @throws CloudOpsError `PLAN_INVALID`, `PLAN_ALTERED`, `STALE_PLAN`, `PROVIDER_NOT_LOADED`, `CHANGE_WITHOUT_PROTOCOL`,
 * `CHANGE_CALLED_READ`, `CHANGE_NOT_PREPARED`, `CHANGE_WITHOUT_JOURNAL`, `PLAN_EXPIRED`, `MANY_TARGETS_NOT_SUPPORTED`, `TICKET_WRONG_PLAN`,
 * `TICKET_EXPIRED`, `TICKET_USED`, `PLAN_USED`, `OBJECT_LOCKED`, `BUDGET_EXCEEDED`, `RUN_HELD` before anything ran; the
 * journal's codes when the run cannot be written down, before, or after a plan that only reads.
 */
export async function executePlan(
  plan: Plan,
  ticket: Ticket,
  providers: readonly Provider[],
  options: ExecuteOptions,
): Promise<Run> {
  const { clock, journal } = options;
  assertPlanIntact(plan);
  assertTicketFits(plan, ticket, clock);
  const steps = await bindSteps(plan, providers, options);
  const changes = bindChanges(plan, steps);
  const needed = changes.length === 0 ? undefined : assertChangesMayBegin(plan, clock, journal);
  if (journal !== undefined) await claimTicket(ticket, journal);
  const started_at = new Date(clock.now()).toISOString();
  const beginning: RunBeginning = {
    id: options.runId,
    plan,
    started_at,
    principal: options.principal,
    ...(options.approvals === undefined ? {} : { approvals: options.approvals }),
  };
  const claims: RunClaims = options.reservation === undefined ? {} : { reservation: options.reservation };
  if (needed !== undefined) {
    return executeChanges({ beginning, claims, steps, changes, options, journal: needed });
  }
  // What sets budgets aside must be told from a run whose process died.
  const hold =
    journal === undefined || claims.reservation === undefined ? undefined : await takeHold(journal, beginning.id);
  try {
    await journal?.begin(beginning, claims);
    return await executeReads(beginning, steps, options, journal);
  } finally {
    if (hold !== undefined) await releaseQuietly(hold, true);
  }
}

async function executeReads(
  { id, plan, started_at }: RunBeginning,
  steps: Parameters<typeof runSteps>[0],
  options: ExecuteOptions,
  journal: Journal | undefined,
): Promise<Run> {
  const { clock } = options;
  const stop = createStopSignal(options);
  try {
    const onStepEnd: RunStepsOptions['onStepEnd'] = async ({ result, serialized }) => {
      await journal?.stepFinished(id, result, serialized);
    };
    const results = await runSteps(steps, { plan, stop, options, onStepEnd });
    const run: Run = {
      schema_version: 1,
      id,
      plan,
      status: toRunStatus(results, stop.reason()),
      results,
      started_at,
      finished_at: new Date(clock.now()).toISOString(),
      calls: countCalls(plan, results),
    };
    await journal?.finish(run, options.reservation === undefined ? {} : { spent: toSpent(run, 0, options) });
    return run;
  } finally {
    stop.dispose();
  }
}
