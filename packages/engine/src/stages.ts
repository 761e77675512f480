import { type ExecuteOptions, executePlan } from '@cloudops/executor';
import { createExpressionEvaluator, createPlan, type PlanOutcome } from '@cloudops/planner';
import { neededOutput } from '@cloudops/report';
import type { Decision, Intent, Plan, PlanningWorld, Principal, Provider, Run, Ticket } from '@cloudops/spec';
import type { EngineOptions, InvestigateOptions } from './engine-options.ts';
import { engineError } from './errors.ts';

/** How long a ticket may wait to be used, in milliseconds. */
const ticketLifetimeMs = 15 * 60 * 1000;

/** The planner stage; what the question itself names wrongly is asked back. @throws CloudOpsError `INPUT_INVALID` when an input given by hand does not fit. */
export function planQuestion(
  intent: Intent,
  options: EngineOptions,
  world: PlanningWorld,
): Exclude<PlanOutcome, { kind: 'invalid' }> {
  const outcome = createPlan(intent, options.catalog, world);
  if (outcome.kind !== 'invalid') return outcome;
  const problems = outcome.problems.map((problem) => `${problem.where}: ${problem.message}`).join('; ');
  throw engineError(
    'INPUT_INVALID',
    `The plan cannot be made: ${problems}.`,
    outcome.problems.map((problem) => problem.hint).filter((hint) => hint !== ''),
  );
}

/**
 * The policy stage. Decided anew before every run, and again when the targets tell what credentials they were shown.
 */
export function decidePlan(
  plan: Plan,
  options: EngineOptions,
  credential: Principal['credential'] = options.principal.credential,
): Promise<Decision> {
  const principal = { ...options.principal, credential };
  return options.policy.decide({ plan, principal, approvals: [], now: options.clock.now() });
}

/** What a run may be told; a run that changes something brings its approvals, and what it takes of the budgets. */
export type RunOptions = Pick<InvestigateOptions, 'signal' | 'onEvent' | 'releaseEvidence'> &
  Pick<ExecuteOptions, 'approvals' | 'reservation'>;

/** The executor stage, under a ticket for exactly this plan. */
export function runPlan(
  plan: Plan,
  decision: Decision,
  runId: string,
  providers: readonly Provider[],
  options: EngineOptions,
  { signal, onEvent, releaseEvidence, approvals, reservation }: RunOptions,
): Promise<Run> {
  return executePlan(plan, issueTicket(plan, decision, options), providers, {
    runId,
    principal: decision.principal.id,
    expressions: createExpressionEvaluator(),
    clock: options.executionClock ?? options.clock,
    signal,
    journal: options.journal,
    ...(releaseEvidence === true ? { keepOutput: neededOutput } : {}),
    ...(onEvent === undefined ? {} : { onEvent }),
    ...(approvals === undefined ? {} : { approvals }),
    ...(reservation === undefined ? {} : { reservation }),
  });
}

function issueTicket(plan: Plan, decision: Decision, options: EngineOptions): Ticket {
  return {
    plan_id: plan.id,
    policy_digest: decision.policy_digest,
    nonce: Buffer.from(options.randomBytes(16)).toString('hex'),
    expires_at: new Date((options.executionClock ?? options.clock).now() + ticketLifetimeMs).toISOString(),
  };
}
