import { verifyPlanId, withoutChange } from '@cloudops/planner';
import type { Plan, Provider } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { assertProviderNames, describeWorld } from '../planning-world.ts';
import { planQuestion } from '../stages.ts';

/** Why a saved plan is not run: a word for records, and a sentence that says what moved and what to do. */
export interface Refusal {
  /** `stale`: the world moved. `refused`: the plan is not what it says that it is. */
  readonly kind: 'stale' | 'refused';
  readonly code: RefusalCode;
  readonly why: string;
}

/** All reasons for which a saved plan is not run, policy apart. */
export type RefusalCode =
  | 'plan-unreadable'
  | 'plan-altered'
  | 'plan-expired'
  | 'plan-from-the-future'
  | 'plan-unbound'
  | 'plan-used'
  | 'plan-foreign'
  | 'provider-untrue'
  | 'playbook-moved'
  | 'steps-differ'
  | 'target-moved'
  | 'place-moved'
  | 'state-moved'
  | 'clock-behind'
  | 'object-locked'
  | 'budget-exceeded';

/** What can be told from the plan and the clock alone, before anything is connected; null when nothing stands against it. */
export function checkPlan(plan: Plan, now: number): Refusal | null {
  const altered = checkIntact(plan);
  if (altered !== null) return altered;
  const { change } = plan;
  if (change === undefined) {
    const changes = plan.steps.some((step) => step.risk_level !== 'read');
    return changes
      ? refused('plan-unbound', 'The plan changes something, and is bound to nothing that was seen. Plan again.')
      : null;
  }
  if (now >= Date.parse(change.expires_at))
    return stale('plan-expired', `The plan expired at ${change.expires_at}. Plan again.`);
  // A minute for clocks of two machines that differ.
  if (Date.parse(change.prepared_at) > now + 60_000) {
    return refused(
      'plan-from-the-future',
      `The plan was made at ${change.prepared_at}, which is later than this machine's clock. Set the clock.`,
    );
  }
  return null;
}

/** Whether a plan is the one that its id names, wherever it was kept. */
export function checkIntact(plan: Plan): Refusal | null {
  if (verifyPlanId(plan)) return null;
  return refused(
    'plan-altered',
    'The plan was changed after it was made: its content does not give its id. Plan again.',
  );
}

/**
 * Plans anew from the plan's own intent and inputs, and compares: what was added by hand is not run.
 * @throws CloudOpsError `PROVIDER_DUPLICATE`, `INPUT_INVALID`.
 */
export async function checkAgainstPlaybook(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
): Promise<Refusal | null> {
  assertProviderNames(providers);
  const entry = engine.catalog.entries.find(({ playbook }) => playbook.metadata.name === plan.playbook.id);
  if (entry?.digest !== plan.playbook.digest) {
    const what = entry === undefined ? 'is not there any more' : 'is not the one that the plan was made from';
    return stale('playbook-moved', `The playbook ${plan.playbook.id} ${what}. Plan again.`);
  }
  const seen = await describeWorld(providers, engine.catalog, plan.inputs);
  // How long it takes is told by the past of whoever made it.
  const world = { ...seen, typical_duration_sec: plan.estimated_duration_sec };
  const planned = planQuestion(plan.intent, engine, world);
  const made = planned.kind === 'planned' ? planned.plan : undefined;
  if (made?.playbook.id !== plan.playbook.id)
    return stale('playbook-moved', `${plan.playbook.id} gives no plan any more. Plan again.`);
  return findMoved(withoutChange(plan), made);
}

function findMoved(saved: Plan, made: Plan): Refusal | null {
  const differs = (part: keyof Plan): boolean => JSON.stringify(saved[part]) !== JSON.stringify(made[part]);
  if (differs('targets')) {
    const names = (plan: Plan): string =>
      plan.targets.map(({ provider, name, environment }) => `${provider} ${name} (${environment})`).join(', ');
    return stale(
      'target-moved',
      `The plan is for ${names(saved)}; here that is ${names(made)}. Plan again, or set the environments as they were.`,
    );
  }
  if (differs('provider_versions'))
    return stale('playbook-moved', 'A provider has another version than the plan was made with. Plan again.');
  const own = new Set(made.steps.map((step) => JSON.stringify(step)));
  const foreign = saved.steps.find((step) => !own.has(JSON.stringify(step)));
  if (foreign !== undefined || differs('steps') || differs('inputs')) {
    const which = foreign === undefined ? 'some of its steps' : `step "${foreign.id}"`;
    return refused(
      'steps-differ',
      `The playbook ${saved.playbook.id} does not give ${which} for these inputs: the plan was written by hand. Plan again.`,
    );
  }
  if (saved.id === made.id) return null;
  return refused(
    'steps-differ',
    `The playbook ${saved.playbook.id} does not give the summary or the costs that the plan states: it was written by hand. Plan again.`,
  );
}

/** Makes a refusal for what moved. */
export function stale(code: RefusalCode, why: string): Refusal {
  return { kind: 'stale', code, why };
}

/** Makes a refusal for what is not what it says. */
export function refused(code: RefusalCode, why: string): Refusal {
  return { kind: 'refused', code, why };
}
