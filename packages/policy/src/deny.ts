import type { Decision, StepDecision } from '@cloudops/spec';
import { failure } from './explain.ts';
import { compareText } from './policy-problem.ts';
import type { PolicyRequest } from './policy-request.ts';

/** What denied in the absence of a policy set. */
export const noPolicies: { readonly digest: string; readonly engine: string } = { digest: 'none', engine: 'none' };

/** Denies a plan as a whole, when it could not come to a decision for each step. Never throws. */
export function denyAll(
  request: PolicyRequest,
  errors: readonly string[],
  inForce: { readonly digest: string; readonly engine: string } = noPolicies,
): Decision {
  const sorted = [...new Set(errors)].sort(compareText);
  return {
    plan_id: request.plan.id,
    outcome: 'deny',
    why: failure(sorted),
    steps: [],
    principal: request.principal,
    policy_digest: inForce.digest,
    engine: inForce.engine,
    errors: sorted,
    decided_at: toIso(request.now),
  };
}

/** Denies one step because evaluation failed. */
export function failedStep(
  place: Pick<StepDecision, 'risk_level' | 'target' | 'environment'>,
  errors: readonly string[],
): Omit<StepDecision, 'step'> {
  return { ...place, outcome: 'deny', policies: [], why: failure(errors) };
}

function toIso(now: number): string {
  return Number.isFinite(new Date(now).getTime()) ? new Date(now).toISOString() : 'unknown';
}
