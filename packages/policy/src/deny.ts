import type { Decision, Principal, StepDecision } from '@cloudops/spec';
import { failure } from './explain.ts';
import { compareText } from './policy-problem.ts';
import type { PolicyRequest } from './policy-request.ts';

/** What denied in the absence of a policy set. */
const noPolicies: { readonly digest: string; readonly engine: string } = { digest: 'none', engine: 'none' };

const nobody: Principal = { id: 'unknown', kind: 'agent', established_by: 'nothing', credential: 'unknown' };

/**
 * Denies a plan as a whole, when it could not come to a decision for each step. Never throws, whatever the request
 * lacks.
 */
export function denyAll(
  request: PolicyRequest,
  errors: readonly string[],
  inForce: { readonly digest: string; readonly engine: string } = noPolicies,
): Decision {
  const { plan, principal, now }: Partial<PolicyRequest> = request ?? {};
  const sorted = [...new Set(errors)].sort(compareText);
  return {
    plan_id: plan?.id ?? 'unknown',
    outcome: 'deny',
    why: failure(sorted),
    steps: [],
    principal: principal ?? nobody,
    policy_digest: inForce.digest,
    engine: inForce.engine,
    errors: sorted,
    decided_at: toIso(now),
  };
}

/** Denies one step because evaluation failed. */
export function failedStep(
  place: Pick<StepDecision, 'risk_level' | 'target' | 'environment'>,
  errors: readonly string[],
): Omit<StepDecision, 'step'> {
  return { ...place, outcome: 'deny', policies: [], why: failure(errors) };
}

function toIso(now: number | undefined): string {
  const date = new Date(now ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString();
}
