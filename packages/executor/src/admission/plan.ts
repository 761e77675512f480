import { createHash } from 'node:crypto';
import { type Plan, planSchema } from '@cloudops/spec';
import serialize from 'canonicalize';
import { createExecutorError } from '../errors.ts';

function planInvalid(message: string): Error {
  return createExecutorError({
    code: 'PLAN_INVALID',
    message: `The plan cannot run: ${message}.`,
    nextSteps: ['Make the plan again.'],
  });
}

function assertOrder(plan: Plan): void {
  const seen = new Set<string>();
  for (const step of plan.steps) {
    if (seen.has(step.id)) throw planInvalid(`two steps are called ${step.id}`);
    const missing = step.needs.find((id) => !seen.has(id));
    if (missing !== undefined) throw planInvalid(`step ${step.id} needs ${missing}, which is no earlier step`);
    seen.add(step.id);
  }
}

/** The id that a plan's content gives: `pln_` and the SHA-256 of its RFC 8785 form without `id`. */
function digestOf(plan: Plan): string {
  const { id: _, ...content } = plan;
  return `pln_${createHash('sha256')
    .update(serialize(content) ?? '')
    .digest('hex')}`;
}

/**
 * Checks that a plan has the shape of one, in an order that can run, and is what its id says.
 * @throws CloudOpsError `PLAN_INVALID`, `PLAN_ALTERED`.
 */
export function assertPlanIntact(plan: Plan): void {
  const checked = planSchema.safeParse(plan);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw planInvalid(`${issue?.path.join('.') || 'the plan'}: ${issue?.message ?? 'wrong shape'}`);
  }
  assertOrder(plan);
  if (digestOf(plan) === plan.id) return;
  throw createExecutorError({
    code: 'PLAN_ALTERED',
    message: `Plan ${plan.id} was changed after it was made: its content does not give its id.`,
    nextSteps: ['Make the plan again; an edited plan needs its own decision.'],
  });
}
