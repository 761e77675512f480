import { auditError, corruptLog } from '../errors.ts';
import { isSameHash } from '../merkle/hash.ts';
import { merkleRoot, type TreeNodes } from '../merkle/tree.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { openNote } from '../note/note.ts';
import type { NoteVerifier } from '../note/note-key.ts';
import { firstRow, type Statements } from './database.ts';

/** The signed note that the log holds; null for an empty log. */
export function readNote(statements: Statements): string | null {
  const note = firstRow(statements, 'SELECT note FROM checkpoint')?.note;
  return note === undefined ? null : String(note);
}

/** How many records the log holds, going by the last one's number. */
export function readSize(statements: Statements): number {
  return Number(firstRow(statements, 'SELECT coalesce(max(idx) + 1, 0) AS size FROM entry')?.size ?? 0);
}

/** The number of the first record that the log still has; 0 for an empty log. */
export function readFirst(statements: Statements): number {
  return Number(firstRow(statements, 'SELECT coalesce(min(idx), 0) AS first FROM entry')?.first ?? 0);
}

/** The tree's stored nodes. @throws CloudOpsError `AUDIT_CORRUPT` for one that is not there. */
export function storedNodes(statements: Statements, path: string): TreeNodes {
  const select = statements.prepare('SELECT hash FROM node WHERE level = ? AND idx = ?');
  return (level, index) => {
    const hash = select.get(level, index)?.hash;
    if (hash instanceof Uint8Array) return hash;
    throw corruptLog(path, `lacks node ${level}/${index} of its tree`);
  };
}

/** @throws CloudOpsError `AUDIT_ORIGIN_MISMATCH` when a checkpoint names another log. */
export function assertOrigin(note: string, origin: string): void {
  const found = note.split('\n', 1)[0] ?? '';
  if (found === origin) return;
  throw auditError({
    code: 'AUDIT_ORIGIN_MISMATCH',
    message: `The audit log is that of ${JSON.stringify(found.slice(0, 255))}, not of ${JSON.stringify(origin)}.`,
    nextSteps: [
      'Set the audit origin in the configuration to the name that this log was begun with.',
      'Or point to another file.',
    ],
  });
}

/** What a head is checked with. */
export interface HeadOptions {
  readonly statements: Statements;
  readonly path: string;
  readonly origin: string;
  readonly verifier: NoteVerifier;
  /** A note whose signature is known to be good. */
  readonly trustedNote?: string | null;
}

/** A log's checkpoint with the note that signs it; none for an empty log. */
export interface Head extends Checkpoint {
  readonly note: string | null;
}

/**
 * The log's head, after checking its signature and that it is the root of the stored nodes: what an append builds on.
 * O(log size); `verify` checks the rest.
 * @throws CloudOpsError `AUDIT_ORIGIN_MISMATCH`, `AUDIT_KEY_MISMATCH`, `AUDIT_CORRUPT`.
 */
export function readHead({ statements, path, origin, verifier, trustedNote }: HeadOptions): Head {
  const note = readNote(statements);
  const size = readSize(statements);
  const root = merkleRoot(size, storedNodes(statements, path));
  if (note === null && size === 0) return { origin, size, root, note };
  if (note === null) throw corruptLog(path, 'has records and no checkpoint');
  assertOrigin(note, origin);
  const head = note === trustedNote ? parseCheckpoint(note) : openHead(note, path, verifier);
  if (head?.size === size && isSameHash(head.root, root)) return { ...head, note };
  throw corruptLog(path, 'does not match its last signed checkpoint');
}

function openHead(note: string, path: string, verifier: NoteVerifier): Checkpoint | null {
  const opened = openNote(note, [verifier]);
  if (opened.kind === 'refused') throw keyMismatch(path, opened.why);
  return parseCheckpoint(opened.text);
}

function keyMismatch(path: string, why: string): Error {
  return auditError({
    code: 'AUDIT_KEY_MISMATCH',
    message: `The last checkpoint of the audit log ${path} was not signed by this key: ${why}.`,
    nextSteps: [
      'Restore the key that began this log.',
      'If nobody changed the key, treat the log as tampered with and keep a copy.',
    ],
  });
}
