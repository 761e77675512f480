import type { Plan, PlannedChange } from '@cloudops/spec';
import { planNotSealed } from '../errors.ts';
import { canonicalText, planIdOf } from './plan-id.ts';
import type { Summarised } from './summary.ts';

/** A plan's content in one order of keys, with the id that it gives; undefined when it cannot be written as JSON. */
export function sealPlan(content: Summarised & Pick<Plan, 'human_summary'>): Plan | undefined {
  const text = canonicalText(content);
  if (text === undefined) return undefined;
  // Reading the canonical text back puts all keys in one order, whatever order they came in.
  const canonical = JSON.parse(text) as Omit<Plan, 'id'>;
  return { id: planIdOf(text), ...canonical };
}

/**
 * Binds a plan to what was seen of the world. It is another plan then, with an id of its own.
 * @throws CloudOpsError `PLAN_NOT_SEALED` when what was seen cannot be written as JSON.
 */
export function bindChange(plan: Plan, change: PlannedChange): Plan {
  const { id: _, ...content } = plan;
  const bound = sealPlan({ ...content, change });
  if (bound !== undefined) return bound;
  throw planNotSealed();
}

/** The plan as it was before it was bound to anything, keys in one order: what planning anew has to give again. */
export function withoutChange(plan: Plan): Plan {
  const { id: _, change: __, ...content } = plan;
  return sealPlan(content) ?? plan;
}
