import type { DatabaseSync } from 'node:sqlite';
import { auditError } from '../errors.ts';
import { leafHash } from '../merkle/hash.ts';
import { completedNodes, merkleRoot, type TreeNodes } from '../merkle/tree.ts';
import { type Checkpoint, formatCheckpoint } from '../note/checkpoint.ts';
import { signNote } from '../note/note.ts';
import type { NoteSigner } from '../note/note-key.ts';
import type { AppendedRecord } from './audit-log.ts';
import { type Statements, transact } from './database.ts';
import { readHead, storedNodes } from './head.ts';
import { insertFacets } from './tables.ts';

/** A record as bytes. */
export interface Leaf {
  readonly auditId: string;
  readonly bytes: Uint8Array;
}

/** Records to append, all or none. */
export interface AppendLeavesOptions {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly path: string;
  readonly origin: string;
  readonly signer: NoteSigner;
  readonly leaves: readonly Leaf[];
  /** The note that this process wrote or checked last, whose signature needs no second look. */
  readonly trustedNote: string | null;
}

/** What an append did. */
export interface AppendedLeaves {
  readonly records: readonly AppendedRecord[];
  /** The log's note after it. */
  readonly note: string | null;
}

/**
 * Appends leaves, tree nodes and signed checkpoint in one durable transaction; or finds leaves where they already are.
 * @throws CloudOpsError `AUDIT_RECORD_CONFLICT` when an id is taken by other bytes, and those of `readHead`.
 */
export function appendLeaves(options: AppendLeavesOptions): AppendedLeaves {
  return transact(options.database, () => {
    const head = readHead({ ...options, verifier: options.signer });
    const growth = createGrowth(options, head.size);
    const places = options.leaves.map((leaf) => findLeaf(options, leaf) ?? growth.add(leaf));
    const { checkpoint, note } =
      growth.size() === head.size ? { checkpoint: head, note: head.note } : seal(options, growth);
    const root = Buffer.from(checkpoint.root).toString('base64');
    const records = options.leaves.map(({ auditId }, at) => ({
      index: places[at] ?? 0,
      audit_id: auditId,
      tree_size: checkpoint.size,
      root,
    }));
    return { records, note };
  });
}

function findLeaf({ statements }: AppendLeavesOptions, { auditId, bytes }: Leaf): number | null {
  const row = statements.prepare('SELECT idx, leaf FROM entry WHERE audit_id = ?').get(auditId);
  if (row === undefined) return null;
  if (row.leaf instanceof Uint8Array && Buffer.compare(row.leaf, bytes) === 0) return Number(row.idx);
  throw auditError({
    code: 'AUDIT_RECORD_CONFLICT',
    message: `The audit id ${auditId} is taken by another record, number ${Number(row.idx)}.`,
    source: 'toolkit',
    nextSteps: ['Give every record an id of its own; append a record again only unchanged.'],
  });
}

/** A log that is growing inside a transaction. */
interface Growth {
  /** Writes a leaf with the nodes that it completes. @returns its index. */
  add(leaf: Leaf): number;
  size(): number;
  readonly nodes: TreeNodes;
  /** The size that the log had before. */
  readonly before: number;
}

function createGrowth({ statements, path }: AppendLeavesOptions, before: number): Growth {
  const stored = storedNodes(statements, path);
  const insertEntry = statements.prepare('INSERT INTO entry (idx, audit_id, leaf) VALUES (?, ?, ?)');
  const insertNode = statements.prepare('INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)');
  // Only the newest node of a level is ever asked for again.
  const edge = new Map<number, Uint8Array>();
  const nodes: TreeNodes = (level, index) => edge.get(level) ?? stored(level, index);
  let size = before;
  return {
    before,
    nodes,
    size: () => size,
    add: ({ auditId, bytes }) => {
      insertEntry.run(size, auditId, bytes);
      for (const { level, index, hash } of completedNodes(size, leafHash(bytes), nodes)) {
        insertNode.run(level, index, hash);
        edge.set(level, hash);
      }
      size += 1;
      return size - 1;
    },
  };
}

/** Files what the new records can be found by, and signs the new size. */
function seal(
  { statements, origin, signer }: AppendLeavesOptions,
  { before, size, nodes }: Growth,
): { readonly checkpoint: Checkpoint; readonly note: string } {
  statements.prepare(insertFacets).run(before, size());
  const checkpoint = { origin, size: size(), root: merkleRoot(size(), nodes) };
  const note = signNote(formatCheckpoint(checkpoint), signer);
  const change =
    before === 0
      ? 'INSERT INTO checkpoint (id, size, note) VALUES (0, ?, ?)'
      : 'UPDATE checkpoint SET size = ?, note = ?';
  statements.prepare(change).run(checkpoint.size, note);
  return { checkpoint, note };
}
