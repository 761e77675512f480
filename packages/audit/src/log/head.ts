import type { DatabaseSync } from 'node:sqlite';
import { auditError, corruptLog } from '../errors.ts';
import { isSameHash } from '../merkle/hash.ts';
import { merkleRoot, type TreeNodes } from '../merkle/tree.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { openNote } from '../note/note.ts';
import type { NoteVerifier } from '../note/note-key.ts';
import { firstRow } from './database.ts';

/** The signed note that the log holds; null for an empty log. */
export function readNote(database: DatabaseSync): string | null {
  const note = firstRow(database, 'SELECT note FROM checkpoint')?.note;
  return note === undefined ? null : String(note);
}

/** How many records the log holds, going by the last one's number. */
export function readSize(database: DatabaseSync): number {
  return Number(firstRow(database, 'SELECT coalesce(max(idx) + 1, 0) AS size FROM entry')?.size ?? 0);
}

/** The tree's stored nodes. @throws CloudOpsError `AUDIT_CORRUPT` for one that is not there. */
export function storedNodes(database: DatabaseSync, path: string): TreeNodes {
  const select = database.prepare('SELECT hash FROM node WHERE level = ? AND idx = ?');
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
  readonly database: DatabaseSync;
  readonly path: string;
  readonly origin: string;
  readonly verifier: NoteVerifier;
}

/**
 * The log's head, after checking its signature and that it is the root of the stored nodes: what an append builds on.
 * O(log size); `verify` checks the rest.
 * @throws CloudOpsError `AUDIT_ORIGIN_MISMATCH`, `AUDIT_KEY_MISMATCH`, `AUDIT_CORRUPT`.
 */
export function readHead({ database, path, origin, verifier }: HeadOptions): Checkpoint {
  const note = readNote(database);
  const size = readSize(database);
  const root = merkleRoot(size, storedNodes(database, path));
  if (note === null && size === 0) return { origin, size, root };
  if (note === null) throw corruptLog(path, 'has records and no checkpoint');
  assertOrigin(note, origin);
  const opened = openNote(note, [verifier]);
  if (opened.kind === 'refused') throw keyMismatch(path, opened.why);
  const head = parseCheckpoint(opened.text);
  if (head?.size === size && isSameHash(head.root, root)) return head;
  throw corruptLog(path, 'does not match its last signed checkpoint');
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
