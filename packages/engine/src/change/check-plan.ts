import { verifyPlanId, withoutChange } from '@cloudops/planner';
import type { Plan, Provider } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { describeWorld } from '../planning-world.ts';
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
  if (!verifyPlanId(plan)) {
    return refused(
      'plan-altered',
      'The plan was changed after it was made: its content does not give its id. Plan again.',
    );
  }
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

/**
 * Refuses while the clock stands behind the log's last record: whoever turns it back makes expired approvals good again.
 * @param toleranceMs how far behind is still taken for two clocks that differ.
 */
export async function checkClock({ audit, clock }: EngineOptions, toleranceMs = 60_000): Promise<Refusal | null> {
  for await (const { time } of audit.facets({ order: 'newest-first', limit: 1 })) {
    if (clock.now() + toleranceMs >= time) return null;
    const last = new Date(time).toISOString();
    return refused(
      'clock-behind',
      `This machine's clock is behind the audit log's last record (${last}). Set the clock; nothing was changed.`,
    );
  }
  return null;
}

/** Plans anew from the plan's own intent and inputs, and compares: what was added by hand is not run. */
export async function checkAgainstPlaybook(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
): Promise<Refusal | null> {
  const entry = engine.catalog.entries.find(({ playbook }) => playbook.metadata.name === plan.playbook.id);
  if (entry?.digest !== plan.playbook.digest) {
    const what = entry === undefined ? 'is not there any more' : 'is not the one that the plan was made from';
    return stale('playbook-moved', `The playbook ${plan.playbook.id} ${what}. Plan again.`);
  }
  const world = await describeWorld(providers, engine.catalog, plan.inputs);
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
  return null;
}

/** Makes a refusal for what moved. */
export function stale(code: RefusalCode, why: string): Refusal {
  return { kind: 'stale', code, why };
}

/** Makes a refusal for what is not what it says. */
export function refused(code: RefusalCode, why: string): Refusal {
  return { kind: 'refused', code, why };
}
