import type { Plan, Provider, Run, Ticket } from '@cloudops/spec';
import { bindSteps } from './admission/binding.ts';
import { assertPlanIntact } from './admission/plan.ts';
import { assertTicketFits, claimTicket } from './admission/ticket.ts';
import type { ExecuteOptions } from './execute-options.ts';
import { countCalls, toRunStatus } from './run-status.ts';
import { runSteps } from './run-steps.ts';
import { createStopSignal } from './stop-signal.ts';

/**
 * Runs an approved plan. All checks come before the first call; from then on nothing that a provider does makes it throw: a
 * step that fails, hangs or is interrupted is `unknown`, and the run is returned within a second of an interrupt.
 * @throws CloudOpsError `PLAN_INVALID`, `PLAN_ALTERED`, `STALE_PLAN`, `PROVIDER_NOT_LOADED`, `CHANGES_NOT_SUPPORTED`,
 * `MANY_TARGETS_NOT_SUPPORTED`, `TICKET_WRONG_PLAN`, `TICKET_EXPIRED`, `TICKET_USED` before anything ran; the journal's codes
 * when the run cannot be written down, before or after.
 */
export async function executePlan(
  plan: Plan,
  ticket: Ticket,
  providers: readonly Provider[],
  options: ExecuteOptions,
): Promise<Run> {
  const { clock, journal, runId } = options;
  assertPlanIntact(plan);
  assertTicketFits(plan, ticket, clock);
  const steps = await bindSteps(plan, providers, options.principal);
  if (journal !== undefined) await claimTicket(ticket, journal);
  const started_at = new Date(clock.now()).toISOString();
  await journal?.begin({ id: runId, plan, started_at });
  const stop = createStopSignal(options);
  try {
    const results = await runSteps(plan, steps, stop, options, async ({ result, serialized }) => {
      await journal?.stepFinished(runId, result, serialized);
    });
    const run: Run = {
      schema_version: 1,
      id: runId,
      plan,
      status: toRunStatus(results, stop.reason()),
      results,
      started_at,
      finished_at: new Date(clock.now()).toISOString(),
      calls: countCalls(plan, results),
    };
    await journal?.finish(run);
    return run;
  } finally {
    stop.dispose();
  }
}
