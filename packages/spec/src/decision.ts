import { z } from 'zod';
import type { RiskLevel } from './playbook.ts';

/** Who asks, and how that was established. Never taken from a flag. */
export interface Principal {
  /** Such as `os:alice` or `kubernetes:system:serviceaccount:ops:reader`. */
  readonly id: string;
  readonly kind: 'human' | 'service' | 'agent';
  /** How the id was established: `os-user`, `kubernetes-self-subject-review`, `aws-sts`, `oidc`. */
  readonly established_by: string;
  /** `short-lived`, `long-lived` or `unknown`. */
  readonly credential: 'short-lived' | 'long-lived' | 'unknown';
}

/** The outcomes of policy, for a step or for the whole plan. */
export type DecisionOutcome = 'auto-approve' | 'approved' | 'needs-approval' | 'deny';

/** What would have to be there for a held step to run. */
export interface ApprovalRequirement {
  /** How many more distinct people. */
  readonly count: number;
  /** Roles that at least one of them must hold. */
  readonly roles: readonly string[];
  /** Ids of everybody who could give one of the missing approvals, sorted. */
  readonly eligible?: readonly string[];
  /** Whether those who are eligible suffice; false is a deadlock in the policies' data. */
  readonly satisfiable?: boolean;
}

/** The decision for one step. */
export interface StepDecision {
  readonly step: string;
  readonly risk_level: RiskLevel;
  readonly target: string;
  readonly environment: string;
  readonly outcome: DecisionOutcome;
  /** Ids of the policies that decided; for a denial that nothing permits, empty. */
  readonly policies: readonly string[];
  /** One sentence for a person. */
  readonly why: string;
  readonly requirement?: ApprovalRequirement;
}

/** The decision for a plan: the strictest of its steps. No answer is a denial. */
export interface Decision {
  readonly plan_id: string;
  readonly outcome: DecisionOutcome;
  readonly why: string;
  readonly steps: readonly StepDecision[];
  readonly principal: Principal;
  /** `sha256:` of policies, schema and data in force. */
  readonly policy_digest: string;
  /** The engine and its version, such as `cedar 4.13.0`. */
  readonly engine: string;
  /** What policy wants said aloud though it allows; left out when that is nothing. */
  readonly warnings?: readonly string[];
  /** Evaluation errors; any entry makes the outcome `deny`. */
  readonly errors: readonly string[];
  readonly decided_at: string;
}

const outcome = z.enum(['auto-approve', 'approved', 'needs-approval', 'deny']);

/** Checks an {@link ApprovalRequirement}. */
export const approvalRequirementSchema: z.ZodType<ApprovalRequirement> = z.strictObject({
  count: z.int().min(0),
  roles: z.array(z.string()),
  eligible: z.array(z.string()).exactOptional(),
  satisfiable: z.boolean().exactOptional(),
});

/** Checks a {@link Principal}. */
export const principalSchema: z.ZodType<Principal> = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['human', 'service', 'agent']),
  established_by: z.string(),
  credential: z.enum(['short-lived', 'long-lived', 'unknown']),
});

/** Checks a {@link Decision}. */
export const decisionSchema: z.ZodType<Decision> = z
  .strictObject({
    plan_id: z.string(),
    outcome,
    why: z.string(),
    steps: z.array(
      z.strictObject({
        step: z.string(),
        risk_level: z.enum(['read', 'write', 'delete']),
        target: z.string(),
        environment: z.string(),
        outcome,
        policies: z.array(z.string()),
        why: z.string(),
        requirement: approvalRequirementSchema.exactOptional(),
      }),
    ),
    principal: principalSchema,
    policy_digest: z.string(),
    engine: z.string(),
    warnings: z.array(z.string()).exactOptional(),
    errors: z.array(z.string()),
    decided_at: z.string(),
  })
  .meta({ id: 'Decision', title: 'CloudOps decision' });
