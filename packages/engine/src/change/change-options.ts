import type { Signer } from '@cloudops/approval';
import type { Envelope, PlanFile } from '@cloudops/spec';
import type { InvestigateOptions } from '../engine-options.ts';

/** What applying, resuming and rolling back may be told. */
export type ChangeOptions = Pick<InvestigateOptions, 'signal' | 'onEvent' | 'readOnly'>;

/** What taking a run back may be told. */
export interface RollbackOptions extends ChangeOptions {
  /** The run's plan with approvals that came since; one of another plan counts for nothing. */
  readonly file?: PlanFile;
}

/** Takes an approval back. */
export interface RevokeRequest {
  /** A key of whoever approved. */
  readonly signer: Signer;
  readonly signal: AbortSignal;
}

/** Somebody's yes, about to be signed. */
export interface ApproveRequest extends RevokeRequest {
  /** Exactly the text that the approver was shown; its digest is signed with the rest. */
  readonly shown: string;
  /** Why, in the approver's words; may be left out. */
  readonly reason?: string;
}

/** What became of an approval. */
export type ApproveOutcome =
  | {
      readonly kind: 'approved';
      /** The file with the approval added. */
      readonly file: PlanFile;
      readonly envelope: Envelope;
      /** Who approved, as policy knows them. */
      readonly by: string;
      /** What is still missing, in a sentence; empty when nothing is. */
      readonly missing: string;
    }
  /** Policy does not count it, or the plan is none to approve; nothing was signed. */
  | { readonly kind: 'refused'; readonly why: string };

/** What became of a revocation. */
export type RevokeOutcome =
  | {
      readonly kind: 'revoked';
      readonly by: string;
      readonly approvals: number;
      /** The file with the revocation added. */
      readonly file: PlanFile;
    }
  | { readonly kind: 'refused'; readonly why: string };
