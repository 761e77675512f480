import { CloudOpsError } from '@cloudops/spec';
import type { AnchorSubmission, CheckpointAnchor } from './anchor.ts';
import type { AnchorReceipt } from './receipts.ts';

/** What became of a checkpoint at one anchor. */
export type AnchorOutcome = { readonly anchor: string } & (
  | { readonly kind: 'anchored'; readonly size: number; readonly at: string }
  | {
      /** Treat the log as tampered with until `verify` with this anchor says otherwise. */
      readonly kind: 'refused';
      readonly why: string;
    }
  | { readonly kind: 'failed'; readonly error: CloudOpsError }
);

/** Publishes one checkpoint to several anchors at once; what fails at one does not keep it from the others. */
export async function publishToAll(
  submission: AnchorSubmission,
  anchors: readonly CheckpointAnchor[],
  { at, signal }: { readonly at: string; readonly signal: AbortSignal | undefined },
): Promise<{ readonly outcomes: readonly AnchorOutcome[]; readonly receipts: readonly AnchorReceipt[] }> {
  const { size } = submission.checkpoint;
  const receipts: AnchorReceipt[] = [];
  const outcomes = await Promise.all(
    anchors.map(async ({ name, kind, publish }): Promise<AnchorOutcome> => {
      try {
        const anchoring = await publish(submission, signal);
        if (anchoring.kind === 'refused') return { anchor: name, kind: 'refused', why: anchoring.why };
        receipts.push({ anchor: name, kind, size, at, note: anchoring.note });
        return { anchor: name, kind: 'anchored', size, at };
      } catch (error) {
        if (!CloudOpsError.isInstance(error)) throw error;
        return { anchor: name, kind: 'failed', error };
      }
    }),
  );
  return { outcomes, receipts };
}
