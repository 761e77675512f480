import type { ExecuteOptions } from '@cloudops/executor';
import { budgetsFor } from '@cloudops/policy';
import type { Plan, Principal } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';

/** API requests that one step makes at most in the ordinary case; what it really made is counted at the end. */
const callsPerStep = 20;

/** What a run takes from the budgets that bind it; undefined where none does. Reserved as it begins, settled as it ends. */
export async function reservationFor(
  plan: Plan,
  principal: Principal,
  engine: EngineOptions,
): Promise<ExecuteOptions['reservation']> {
  const data = await engine.policy.data();
  const environments = [...new Set(plan.targets.map(({ environment }) => environment))].sort();
  const limits = budgetsFor(data, { principal: principal.id, environments, now: engine.clock.now() });
  if (limits.length === 0) return undefined;
  const changes = (plan.change?.steps ?? []).filter(({ in_place }) => !in_place).flatMap(({ objects }) => objects);
  return {
    limits,
    amounts: {
      changes: changes.length,
      calls: plan.steps.length * callsPerStep,
      cost_microusd: Math.ceil(plan.estimated_cost_usd * 1e6),
    },
  };
}
