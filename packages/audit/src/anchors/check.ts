import { CloudOpsError } from '@cloudops/spec';
import { isSameHash } from '../merkle/hash.ts';
import type { Checkpoint } from '../note/checkpoint.ts';
import type { NoteVerifier } from '../note/note-key.ts';
import type { CheckpointAnchor } from './anchor.ts';
import { judgeHeldNote } from './held-note.ts';

/** What verifying found of one anchor. */
export type AnchorCheck = { readonly anchor: string } & (
  | {
      /** The log continues what it holds. */
      readonly kind: 'continued';
      readonly size: number;
    }
  | { readonly kind: 'nothing-held' }
  | {
      /** It could not be asked, so it proves nothing. */
      readonly kind: 'unknown';
      readonly why: string;
    }
);

/** What an anchor told when it was asked. */
export type Recalled = { readonly anchor: string } & (
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'nothing-held' }
  | { readonly kind: 'unknown'; readonly why: string }
);

/** Asks all anchors for what they hold. */
export function recallAll(
  anchors: readonly CheckpointAnchor[],
  signal: AbortSignal | undefined,
): Promise<readonly Recalled[]> {
  return Promise.all(
    anchors.map(async ({ name, recall }): Promise<Recalled> => {
      try {
        const note = await recall(signal);
        return note === null ? { anchor: name, kind: 'nothing-held' } : { anchor: name, kind: 'note', note };
      } catch (error) {
        if (!CloudOpsError.isInstance(error)) throw error;
        return { anchor: name, kind: 'unknown', why: error.message };
      }
    }),
  );
}

/** A checkpoint that an anchor holds, signed by the log's key. */
export interface Held {
  readonly anchor: string;
  readonly checkpoint: Checkpoint;
}

/** What was recalled, once the log's key is known. */
export type Judged =
  | { readonly kind: 'judged'; readonly held: readonly Held[]; readonly others: readonly AnchorCheck[] }
  | { readonly kind: 'broken'; readonly index: null; readonly why: string };

/** Checks the signatures of what anchors hold: one under another key means that the key here was exchanged. */
export function judgeRecalled(recalled: readonly Recalled[], verifier: NoteVerifier): Judged {
  const held: Held[] = [];
  const others: AnchorCheck[] = [];
  for (const found of recalled) {
    if (found.kind !== 'note') {
      others.push(found);
      continue;
    }
    const judged = judgeHeldNote(found.note, verifier);
    if (judged.kind === 'foreign') {
      return {
        kind: 'broken',
        index: null,
        why: `${found.anchor} holds a checkpoint that this log's key did not sign: ${judged.why}`,
      };
    }
    held.push({ anchor: found.anchor, checkpoint: judged.checkpoint });
  }
  return { kind: 'judged', held, others };
}

/** The first thing held that the log does not continue, in words; null when it continues all. */
export function findUncontinued(
  held: readonly Held[],
  { size, roots }: { readonly size: number; readonly roots: ReadonlyMap<number, Uint8Array> },
): { readonly index: number | null; readonly why: string } | null {
  for (const { anchor, checkpoint } of held) {
    const root = roots.get(checkpoint.size);
    const records = `${anchor} holds a checkpoint of ${checkpoint.size} records`;
    if (root === undefined) return { index: size, why: `the log was cut back to ${size} records; ${records}` };
    if (!isSameHash(root, checkpoint.root)) {
      return {
        index: null,
        why: `the log's history was rewritten: ${records}, and its first ${checkpoint.size} are others`,
      };
    }
  }
  return null;
}
