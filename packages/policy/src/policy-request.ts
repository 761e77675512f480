import type { Plan, Principal } from '@cloudops/spec';

/** Somebody's yes to one exact plan. Whether it counts is for the policies to say. */
export interface Approval {
  /** The approver: the name of a person, or a principal id. */
  readonly by: string;
  /** What the approver is; absent means as the data says, and unknown where it says nothing: the shipped policies do not count that. */
  readonly kind?: Principal['kind'];
  /** Roles that the approver signed under. Only those count that the data gives them too. */
  readonly roles: readonly string[];
  /** The plan's id, which is its digest. */
  readonly plan_digest: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What a change does, measured by whoever prepared it. Left out means unknown: a change is then denied. */
export interface ChangeContext {
  /** Resources that the plan touches, at most. A whole number. */
  readonly blast_radius?: number;
  /** What it adds to the monthly bill, in US cents. A whole number. */
  readonly monthly_cents?: number;
}

/** May this principal run this plan now? */
export interface PolicyRequest {
  readonly plan: RequestedPlan;
  /** Who runs it. */
  readonly principal: Principal;
  /** Id of the principal that asked for the plan; whoever runs it unless stated. Never counts as an approver of it. */
  readonly requester?: string;
  /** May be empty. */
  readonly approvals: readonly Approval[];
  /** Milliseconds since the Unix epoch; freezes, hours and weekdays follow from it. */
  readonly now: number;
  /** Needed when a step changes something. */
  readonly context?: ChangeContext;
}

/** What policy looks at of a plan; any {@link Plan} is one. */
export interface RequestedPlan {
  readonly id: Plan['id'];
  readonly playbook: Pick<Plan['playbook'], 'id'>;
  readonly targets: Plan['targets'];
  readonly steps: readonly Pick<Plan['steps'][number], 'id' | 'provider' | 'risk_level'>[];
}

/** Who asks about a plan, and when. */
export type PolicyQuestion = Pick<PolicyRequest, 'principal' | 'approvals' | 'now'>;

/** A question about a whole plan: who asked for it and what it does are read from what the plan is bound to. */
export function createPolicyRequest(plan: Plan, question: PolicyQuestion): PolicyRequest {
  const { principal, approvals, now } = question;
  const { change } = plan;
  if (change === undefined) return { plan, principal, approvals, now };
  const { requester, blast_radius, monthly_cents } = change;
  // What saves money is no cost; policy counts whole cents from zero on.
  const context: ChangeContext = { blast_radius, monthly_cents: Math.max(0, monthly_cents) };
  return { plan, principal, approvals, now, requester, context };
}
