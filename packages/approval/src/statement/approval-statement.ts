import { z } from 'zod';
import { approvalPredicateType, boundedText, hexDigest, instant, statementVersion, subject } from './predicate.ts';

/** What a plan does, in a few words and figures: what an approval repeats of it, for people and for other people's tools. */
export interface ApprovedScope {
  readonly playbook: { readonly id: string; readonly version: string };
  /** Id of the principal that asked for it; null in a plan that nobody has prepared. */
  readonly requester: string | null;
  /** Sorted. */
  readonly environments: readonly string[];
  /** In the plan's order; `identity` says which cluster or account it really is, null where that was not looked up. */
  readonly targets: readonly {
    readonly provider: string;
    readonly name: string;
    readonly environment: string;
    readonly identity: string | null;
  }[];
  /** How many things feel it; null in a plan that nobody has prepared. */
  readonly blast_radius: number | null;
  /** What will be different: the first ten, cut to 200 characters, and the SHA-256 of the RFC 8785 form of all. May hold text from the cloud. */
  readonly effects: { readonly count: number; readonly sha256: string; readonly first: readonly string[] };
}

/** Somebody's yes to one plan. */
export interface ApprovalPredicate extends ApprovedScope {
  readonly decision: 'approve';
  /** The approver's name in the policy's data. Informative: the key says who approved, and a name that is not the key's owner voids it. */
  readonly approver: string;
  /** Exactly what the approver was shown, as UTF-8, and what showed it. */
  readonly shown: { readonly sha256: string; readonly renderer: string };
  readonly reason?: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly approved_at: string;
  readonly expires_at: string;
}

/** An approval as an in-toto statement. */
export interface ApprovalStatement {
  readonly _type: typeof statementVersion;
  readonly subject: readonly [{ readonly name: 'plan'; readonly digest: { readonly sha256: string } }];
  readonly predicateType: typeof approvalPredicateType;
  readonly predicate: ApprovalPredicate;
}

const target = z.strictObject({
  provider: boundedText(100),
  name: boundedText(500),
  environment: boundedText(100),
  identity: boundedText(500).nullable(),
});

/** Checks an {@link ApprovalStatement}. */
export const approvalStatementSchema: z.ZodType<ApprovalStatement> = z
  .strictObject({
    _type: z.literal(statementVersion),
    subject,
    predicateType: z.literal(approvalPredicateType),
    predicate: z.strictObject({
      decision: z.literal('approve'),
      approver: boundedText(200),
      playbook: z.strictObject({ id: boundedText(200), version: boundedText(100) }),
      requester: boundedText(500).nullable(),
      environments: z.array(boundedText(100)).max(100),
      targets: z.array(target).max(100),
      blast_radius: z.int().min(0).nullable(),
      effects: z.strictObject({
        count: z.int().min(0),
        sha256: hexDigest,
        first: z.array(z.string().max(400)).max(10),
      }),
      shown: z.strictObject({ sha256: hexDigest, renderer: boundedText(200) }),
      reason: boundedText(1000).exactOptional(),
      approved_at: instant,
      expires_at: instant,
    }),
  })
  .meta({ id: 'ApprovalStatement', title: 'An approval of a CloudOps plan' });
