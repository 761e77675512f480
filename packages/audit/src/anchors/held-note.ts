import { verifyConsistency } from '../merkle/verify-proof.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { openNote } from '../note/note.ts';
import type { NoteVerifier } from '../note/note-key.ts';
import type { AnchorSubmission } from './anchor.ts';

/** What a note says, without looking at its signatures; null when it is none. */
export function readHeldNote(note: string): Checkpoint | null {
  const end = note.lastIndexOf('\n\n');
  return end < 0 ? null : parseCheckpoint(note.slice(0, end + 1));
}

/**
 * Why a place that cannot judge for itself must keep the note that it holds rather than take a newer checkpoint; null
 * when the newer one continues it.
 */
export async function refuseUncontinued(held: string, { checkpoint, proof }: AnchorSubmission): Promise<string | null> {
  const found = readHeldNote(held);
  if (found === null) return 'what it holds is no checkpoint';
  if (found.origin !== checkpoint.origin)
    return `it holds checkpoints of ${JSON.stringify(found.origin.slice(0, 255))}`;
  if (found.size > checkpoint.size) return `it holds ${found.size} records; the log has ${checkpoint.size}`;
  const claim = { first: found.size, firstRoot: found.root, second: checkpoint.size, secondRoot: checkpoint.root };
  const isContinued = verifyConsistency({ ...claim, proof: await proof(found.size) });
  return isContinued ? null : `it holds another log of ${found.size} records`;
}

/** A note that a place held, judged by the log's key. */
export type HeldNote =
  | { readonly kind: 'held'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'foreign'; readonly why: string };

/** Checks that a note was signed with the log's key under its origin. */
export function judgeHeldNote(note: string, verifier: NoteVerifier): HeldNote {
  const opened = openNote(note, [verifier]);
  if (opened.kind === 'refused') return { kind: 'foreign', why: opened.why };
  const checkpoint = parseCheckpoint(opened.text);
  return checkpoint?.origin === verifier.name
    ? { kind: 'held', checkpoint }
    : { kind: 'foreign', why: 'it is a checkpoint of another log' };
}
