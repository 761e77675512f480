import type { DatabaseSync } from 'node:sqlite';
import { auditError } from '../errors.ts';
import { leafHash } from '../merkle/hash.ts';
import { completedNodes, merkleRoot } from '../merkle/tree.ts';
import { type Checkpoint, formatCheckpoint } from '../note/checkpoint.ts';
import { signNote } from '../note/note.ts';
import type { NoteSigner } from '../note/note-key.ts';
import type { AppendedRecord } from './audit-log.ts';
import { transact } from './database.ts';
import { readHead, storedNodes } from './head.ts';
import { insertFacets } from './tables.ts';

/** One record to append, as bytes. */
export interface AppendLeafOptions {
  readonly database: DatabaseSync;
  readonly path: string;
  readonly origin: string;
  readonly signer: NoteSigner;
  readonly auditId: string;
  readonly leaf: Uint8Array;
}

/**
 * Appends leaf, tree nodes and signed checkpoint in one durable transaction; or finds the leaf where it already is.
 * @throws CloudOpsError `AUDIT_RECORD_CONFLICT` when the id is taken by other bytes, and those of `readHead`.
 */
export function appendLeaf(options: AppendLeafOptions): AppendedRecord {
  return transact(options.database, () => {
    const head = readHead({ ...options, verifier: options.signer });
    const index = findLeaf(options);
    if (index !== null) return appended(options.auditId, index, head);
    return appended(options.auditId, head.size, insertLeaf(options, head));
  });
}

function appended(auditId: string, index: number, { size, root }: Checkpoint): AppendedRecord {
  return { index, audit_id: auditId, tree_size: size, root: Buffer.from(root).toString('base64') };
}

function findLeaf({ database, auditId, leaf }: AppendLeafOptions): number | null {
  const row = database.prepare('SELECT idx, leaf FROM entry WHERE audit_id = ?').get(auditId);
  if (row === undefined) return null;
  if (row.leaf instanceof Uint8Array && Buffer.compare(row.leaf, leaf) === 0) return Number(row.idx);
  throw auditError({
    code: 'AUDIT_RECORD_CONFLICT',
    message: `The audit id ${auditId} is taken by another record, number ${Number(row.idx)}.`,
    source: 'toolkit',
    nextSteps: ['Give every record an id of its own; append a record again only unchanged.'],
  });
}

function insertLeaf(
  { database, path, origin, signer, auditId, leaf }: AppendLeafOptions,
  head: Checkpoint,
): Checkpoint {
  const { size } = head;
  database.prepare('INSERT INTO entry (idx, audit_id, leaf) VALUES (?, ?, ?)').run(size, auditId, leaf);
  database.prepare(insertFacets).run(size, size + 1);
  const nodes = storedNodes(database, path);
  const insert = database.prepare('INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)');
  for (const { level, index, hash } of completedNodes(size, leafHash(leaf), nodes)) insert.run(level, index, hash);
  const next = { origin, size: size + 1, root: merkleRoot(size + 1, nodes) };
  const change =
    size === 0
      ? 'INSERT INTO checkpoint (id, size, note) VALUES (0, ?, ?)'
      : 'UPDATE checkpoint SET size = ?, note = ?';
  database.prepare(change).run(next.size, signNote(formatCheckpoint(next), signer));
  return next;
}
