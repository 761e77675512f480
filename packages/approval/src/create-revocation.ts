import type { Envelope, Plan } from '@cloudops/spec';
import { invalidInput, requirePlanDigest } from './create-approval.ts';
import { sealEnvelope } from './envelope/seal-envelope.ts';
import { canonicalText } from './plan-blob.ts';
import type { Signer } from './signer/signer.ts';
import { revocationPredicateType, statementVersion } from './statement/predicate.ts';
import { type RevocationStatement, revocationStatementSchema } from './statement/revocation-statement.ts';

/** What is taken back. */
export interface CreateRevocationOptions {
  readonly plan: Plan;
  /** The digest of one of the person's approvals, `sha256:…`, as `verifyApprovals` tells it; or `all` that the person gave until now. */
  readonly revokes: string;
  /** The person's name, as the policy's data has it. */
  readonly approver: string;
  /** In the person's words; at most 1000 characters. */
  readonly reason?: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly signer: Signer;
  readonly signal: AbortSignal;
}

/**
 * States that a person takes back an approval (`revokes: 'sha256:…'`), or all that the person gave to the plan (`revokes: 'all'`).
 * Any key of the same person will do.
 * @throws `APPROVAL_PLAN_INVALID`, `APPROVAL_INPUT_INVALID`, `APPROVAL_SIGNATURE_INVALID`; what the signer throws.
 */
export async function createRevocation(options: CreateRevocationOptions): Promise<Envelope> {
  const { plan, revokes, approver, reason, now } = options;
  const digest = requirePlanDigest(plan);
  if (!Number.isFinite(new Date(now).getTime()))
    throw invalidInput('its time is not a sensible number of milliseconds');
  const statement: RevocationStatement = {
    _type: statementVersion,
    subject: [{ name: 'plan', digest: { sha256: digest } }],
    predicateType: revocationPredicateType,
    predicate: {
      decision: 'revoke',
      approver,
      revokes: revokes === 'all' ? { kind: 'all' } : { kind: 'approval', sha256: revokes.replace(/^sha256:/, '') },
      ...(reason === undefined ? {} : { reason }),
      revoked_at: new Date(now).toISOString(),
    },
  };
  const { error } = revocationStatementSchema.safeParse(statement);
  const text = canonicalText(statement);
  if (error !== undefined || text === undefined) {
    throw invalidInput(
      `"${error?.issues[0]?.path.join('.') ?? ''}" is too long, empty, or holds characters that could mislead`,
    );
  }
  return sealEnvelope(Buffer.from(text, 'utf8'), options.signer, options.signal);
}
