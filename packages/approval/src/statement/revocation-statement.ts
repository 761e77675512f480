import { z } from 'zod';
import { boundedText, hexDigest, instant, revocationPredicateType, statementVersion, subject } from './predicate.ts';

/** Somebody takes back what they approved. */
export interface RevocationPredicate {
  readonly decision: 'revoke';
  /** As in an approval: informative. */
  readonly approver: string;
  /** One approval, by the SHA-256 of its payload; or every approval of the plan that the person gave until `revoked_at`. */
  readonly revokes: { readonly kind: 'approval'; readonly sha256: string } | { readonly kind: 'all' };
  readonly reason?: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly revoked_at: string;
}

/** A revocation as an in-toto statement. */
export interface RevocationStatement {
  readonly _type: typeof statementVersion;
  readonly subject: readonly [{ readonly name: 'plan'; readonly digest: { readonly sha256: string } }];
  readonly predicateType: typeof revocationPredicateType;
  readonly predicate: RevocationPredicate;
}

/** Checks a {@link RevocationStatement}. */
export const revocationStatementSchema: z.ZodType<RevocationStatement> = z
  .strictObject({
    _type: z.literal(statementVersion),
    subject,
    predicateType: z.literal(revocationPredicateType),
    predicate: z.strictObject({
      decision: z.literal('revoke'),
      approver: boundedText(200),
      revokes: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('approval'), sha256: hexDigest }),
        z.strictObject({ kind: z.literal('all') }),
      ]),
      reason: boundedText(1000).exactOptional(),
      revoked_at: instant,
    }),
  })
  .meta({ id: 'RevocationStatement', title: 'A revocation of approvals of a CloudOps plan' });
