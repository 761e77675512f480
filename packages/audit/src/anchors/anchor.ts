import type { MerkleProof } from '../merkle/proof.ts';
import type { Checkpoint } from '../note/checkpoint.ts';

/** A log's newest checkpoint, on its way to somewhere outside. */
export interface AnchorSubmission {
  /** The signed note. */
  readonly note: string;
  /** What it says. */
  readonly checkpoint: Checkpoint;
  /** Proves that the log continues the one it was at that size (RFC 6962, 2.1.2). At most the checkpoint's size. */
  proof(size: number): Promise<MerkleProof>;
}

/** What became of publishing a checkpoint. */
export type Anchoring =
  | {
      readonly kind: 'anchored';
      /** The note as it is kept outside, with the cosignatures it got. */
      readonly note: string;
    }
  | {
      /** The place holds a checkpoint that this log does not continue: the log, or what is held there, was changed. */
      readonly kind: 'refused';
      /** One sentence without a full stop. */
      readonly why: string;
    };

/**
 * A place outside the log's own folder that keeps checkpoints. What it holds is what shows a roll-back, a fork and a
 * history rewritten with the log's own key.
 */
export interface CheckpointAnchor {
  readonly kind: 'file' | 'git' | 'object-store' | 'witness';
  /** For people; the same place has the same name. */
  readonly name: string;
  /**
   * Keeps a checkpoint. May be called again with the same one.
   * @throws CloudOpsError `AUDIT_ANCHOR_FAILED` when the place cannot be reached or does not do it.
   */
  publish(submission: AnchorSubmission, signal?: AbortSignal): Promise<Anchoring>;
  /**
   * The newest note that the place holds, unchecked; null for none.
   * @throws CloudOpsError `AUDIT_ANCHOR_FAILED` when it cannot be asked.
   */
  recall(signal?: AbortSignal): Promise<string | null>;
}
