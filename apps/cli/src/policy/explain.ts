import { verifyApprovals } from '@cloudops/approval';
import {
  type Approval,
  decide,
  findRemedies,
  loadPolicySet,
  type PolicyRequest,
  type PolicySet,
  type PolicySummary,
  type Remedy,
} from '@cloudops/policy';
import type { Decision, Envelope, Plan, Principal } from '@cloudops/spec';
import type { FoundPolicies } from './find-policies.ts';

/** A plan whose decision is to be explained. */
export interface ExplainRequest {
  readonly plan: Plan;
  /** Who it would be run by. */
  readonly principal: Principal;
  readonly envelopes: readonly Envelope[];
  readonly policies: FoundPolicies;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Why a plan may run, must wait or may not run. */
export interface Explained {
  readonly decision: Decision;
  /** The policies that decided, with where they stand. */
  readonly policies: readonly PolicySummary[];
  /** Whose approvals are genuine, whether or not they count; revocations in the log are looked up when it is applied. */
  readonly approvals: readonly string[];
  /** Why others are not genuine. */
  readonly refused: readonly string[];
  /** What would better the outcome, one thing at a time. */
  readonly remedies: readonly Remedy[];
}

/** Decides a plan by the policies as they are now, and says why. @throws CloudOpsError of the policy package. */
export async function explainPlan(request: ExplainRequest): Promise<Explained> {
  const policySet = await loadPolicySet(request.policies.source);
  const { genuine, refused } = readApprovals(request, policySet);
  const asked = toRequest(request, genuine);
  const decision = decide(asked, policySet);
  const decided = new Set(decision.steps.flatMap((step) => step.policies));
  return {
    decision,
    policies: policySet.policies.filter(({ id }) => decided.has(id)),
    approvals: genuine.map(({ by }) => by),
    refused,
    remedies: findRemedies(asked, policySet),
  };
}

function readApprovals(
  { plan, envelopes, now }: ExplainRequest,
  { data }: PolicySet,
): { readonly genuine: readonly Approval[]; readonly refused: readonly string[] } {
  const people = Object.entries(data.people ?? {}).map(([name, person]) => ({
    name,
    kind: person.kind ?? 'human',
    keys: person.keys ?? [],
  }));
  const { counted, refused } = verifyApprovals({ plan, envelopes, people, now, isRevoked: () => false });
  const roles = Object.keys(data.roles).sort();
  return {
    genuine: counted.map(({ by, kind, at }) => ({ by, kind, roles, plan_digest: plan.id, at })),
    refused: refused.map(({ why }) => why),
  };
}

function toRequest({ plan, principal, now }: ExplainRequest, approvals: readonly Approval[]): PolicyRequest {
  const { change } = plan;
  const asked = { plan, principal, approvals, now };
  if (change === undefined) return asked;
  const context = { blast_radius: change.blast_radius, monthly_cents: Math.max(0, change.monthly_cents) };
  return { ...asked, requester: change.requester, context };
}
