import type { Envelope, Plan } from '@cloudops/spec';
import { sealEnvelope } from './envelope/seal-envelope.ts';
import { approvalError } from './errors.ts';
import { canonicalText, planDigest, sha256 } from './plan-blob.ts';
import type { Signer } from './signer/signer.ts';
import { type ApprovalStatement, approvalStatementSchema } from './statement/approval-statement.ts';
import { toApprovedScope } from './statement/approved-scope.ts';
import { approvalPredicateType, statementVersion } from './statement/predicate.ts';

/** Somebody's yes, to be signed. */
export interface CreateApprovalOptions {
  readonly plan: Plan;
  /** Exactly the text that the approver was shown; its digest is signed. */
  readonly shown: string;
  /** What showed it, such as `cloudops 0.1.0`. */
  readonly toolVersion: string;
  /** The approver's name, as the policy's data has it: the person to whom it gives the signer's key. */
  readonly approver: string;
  /** In the approver's words; at most 1000 characters. */
  readonly reason?: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Milliseconds; cut to the plan's own expiry. */
  readonly lifetimeMs: number;
  readonly signer: Signer;
  readonly signal: AbortSignal;
}

/**
 * States that a person approves exactly this plan, and signs it with the person's key.
 * @throws `APPROVAL_PLAN_INVALID` when the plan's id is not that of its content, or it names things that no approval may name;
 * `APPROVAL_PLAN_EXPIRED`; `APPROVAL_CLOCK_BEHIND`; `APPROVAL_INPUT_INVALID`; `APPROVAL_SIGNATURE_INVALID`; what the signer throws.
 */
export async function createApproval(options: CreateApprovalOptions): Promise<Envelope> {
  const digest = requirePlanDigest(options.plan);
  const statement = checkStatement(toStatement(options, digest));
  return sealEnvelope(Buffer.from(statement, 'utf8'), options.signer, options.signal);
}

/** The SHA-256, in hex, of what a plan says. @throws `APPROVAL_PLAN_INVALID` when its id says another one. */
export function requirePlanDigest(plan: Plan): string {
  const digest = planDigest(plan);
  if (digest !== undefined) return digest;
  throw approvalError({
    code: 'APPROVAL_PLAN_INVALID',
    message: 'The plan is not what its id says: it was altered after it was made.',
    nextSteps: ['Make the plan anew, read it, and approve that one.'],
  });
}

function toStatement(options: CreateApprovalOptions, digest: string): ApprovalStatement {
  const { plan, approver, reason } = options;
  const scope = toApprovedScope(plan);
  return {
    _type: statementVersion,
    subject: [{ name: 'plan', digest: { sha256: digest } }],
    predicateType: approvalPredicateType,
    predicate: {
      decision: 'approve',
      approver,
      ...scope,
      shown: { sha256: sha256(requireText(options.shown)), renderer: options.toolVersion },
      ...(reason === undefined ? {} : { reason }),
      ...period(options),
    },
  };
}

function period({ plan, now, lifetimeMs }: CreateApprovalOptions): { approved_at: string; expires_at: string } {
  const end = Math.min(now + lifetimeMs, plan.change === undefined ? Infinity : Date.parse(plan.change.expires_at));
  if (!(lifetimeMs > 0) || !isInstant(now) || !isInstant(end)) {
    throw invalidInput('its time or its lifetime is not a sensible number of milliseconds');
  }
  if (end <= now) {
    throw approvalError({
      code: 'APPROVAL_PLAN_EXPIRED',
      message: `The plan has expired: it was good until ${plan.change?.expires_at}.`,
      nextSteps: ['Make the plan anew, read it, and approve that one.'],
    });
  }
  if (plan.change !== undefined && now < Date.parse(plan.change.prepared_at)) {
    throw approvalError({
      code: 'APPROVAL_CLOCK_BEHIND',
      message: `The plan was made at ${plan.change.prepared_at}, which this machine's clock has not reached.`,
      nextSteps: ["Set this machine's clock, or that of the machine that made the plan."],
    });
  }
  return { approved_at: new Date(now).toISOString(), expires_at: new Date(end).toISOString() };
}

function isInstant(ms: number): boolean {
  return Number.isFinite(new Date(ms).getTime());
}

function requireText(text: string): string {
  if (text !== '' && text.isWellFormed()) return text;
  throw invalidInput('the text that was shown is empty, or not valid Unicode');
}

function checkStatement(statement: ApprovalStatement): string {
  const { error } = approvalStatementSchema.safeParse(statement);
  const text = canonicalText(statement);
  if (error === undefined && text !== undefined) return text;
  const [issue] = error?.issues ?? [];
  throw invalidInput(`"${issue?.path.join('.') ?? ''}" is too long, empty, or holds characters that could mislead`);
}

/** The error for a statement that cannot be made. */
export function invalidInput(why: string): Error {
  return approvalError({
    code: 'APPROVAL_INPUT_INVALID',
    message: `The statement cannot be made: ${why}.`,
    nextSteps: ['Correct what is named, and try again.'],
  });
}
