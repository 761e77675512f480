import type { Principal } from '@cloudops/spec';

/** An approval that is genuine and in force. Whether it suffices, and whether that person may approve, is for policy to say. */
export interface CountedApproval {
  /** The person to whom the policy's data gives the key. */
  readonly by: string;
  readonly kind: Principal['kind'];
  /** When it was signed, as the approver's machine had it. ISO 8601, UTC. */
  readonly at: string;
  readonly expires_at: string;
  /** `sha256:` of the signed statement: names the approval in records and revocations. */
  readonly digest: string;
  readonly keyId: string;
  /** `sha256:` of exactly the text that the approver was shown. */
  readonly shown: string;
  /** In the approver's words; null without. */
  readonly reason: string | null;
}

/** Why an envelope does not count. */
export type RefusalKind =
  /** Not an envelope, or not a statement that we know. */
  | 'malformed'
  /** Signed with a key that the policy's data gives to nobody. */
  | 'unknown-key'
  /** Signed with a key that the data gives to two people. */
  | 'shared-key'
  /** Altered after it was signed, or forged. */
  | 'bad-signature'
  /** It names somebody else than the key's owner. */
  | 'other-name'
  /** It is about another plan. */
  | 'other-plan'
  /** It says of the plan what the plan does not say. */
  | 'other-scope'
  /** The plan's own id is not that of its content. */
  | 'plan-altered'
  | 'expired'
  /** Signed later than now, or before the plan was made: one of the clocks is wrong. */
  | 'clock'
  | 'revoked'
  /** The same person's other approval counts. */
  | 'repeated'
  /** A revocation of somebody else's approval. */
  | 'not-theirs';

/** An envelope that does not count. */
export interface RefusedApproval {
  readonly kind: RefusalKind;
  /** One sentence for a person. */
  readonly why: string;
  /** The key that is said to have signed it. */
  readonly keyId?: string;
  /** `sha256:` of the statement, as far as it could be read. */
  readonly digest?: string;
  /** What the statement says of itself; proven only where the refusal is about something else than key and signature. */
  readonly claims?: { readonly approver: string; readonly at: string };
}

/** A revocation that is genuine. */
export interface CountedRevocation {
  readonly by: string;
  readonly kind: Principal['kind'];
  readonly at: string;
  /** `sha256:` of the revocation's own statement. */
  readonly digest: string;
  readonly keyId: string;
  /**
   * Digests of all approvals, among those that were given, that it takes back, also of those that did not count anyway; sorted.
   * To be recorded: whoever has the file can cut the revocation out of it.
   */
  readonly revoked: readonly string[];
}

/** What a plan's approvals are worth. */
export interface ApprovalVerdict {
  /** At most one for each person, sorted by name. */
  readonly counted: readonly CountedApproval[];
  /** In the order of the envelopes. */
  readonly refused: readonly RefusedApproval[];
  /** In the order of the envelopes. */
  readonly revocations: readonly CountedRevocation[];
}
