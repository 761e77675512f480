import type { DatabaseSync } from 'node:sqlite';
import { isSameHash, leafHash } from '../merkle/hash.ts';
import { completedNodes, countNodes, merkleRoot, type TreeNodes } from '../merkle/tree.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { openNote } from '../note/note.ts';
import type { NoteVerifier } from '../note/note-key.ts';
import type { Verification } from './audit-log.ts';
import { firstRow, isLayoutIntact } from './database.ts';
import { readNote } from './head.ts';
import type { Memory, RememberedCheckpoint } from './memory.ts';
import { createOutcomes } from './outcomes.ts';
import { toBytes } from './read.ts';
import { parseJson } from './record-bytes.ts';
import { findWrongFacet } from './tables.ts';

type Broken = Extract<Verification, { kind: 'broken' }>;

/** What the log is checked against. */
export interface VerifyOptions {
  readonly origin: string;
  readonly verifier: NoteVerifier;
  readonly memory: Memory;
}

/** Checks everything, from the records' bytes upward; for use inside one transaction. */
export function verifyLog(database: DatabaseSync, { origin, verifier, memory }: VerifyOptions): Verification {
  const past = readPast(memory, verifier);
  if (past?.kind === 'broken') return past;
  const head = openHead(readNote(database), { origin, verifier });
  if (head.kind === 'broken') return head;
  const records = recompute(database, head.checkpoint.size, past?.checkpoint.size ?? null);
  if (records.kind === 'broken') return records;
  const flaw =
    findTreeFlaw(database, records, head.checkpoint) ??
    findPastFlaw(records, past) ??
    findStoreFlaw(database, records.size);
  if (flaw !== null) return flaw;
  return {
    kind: 'verified',
    size: records.size,
    root: Buffer.from(records.root).toString('base64'),
    unknown_outcome: records.unknownOutcome,
    anchored: past === null ? null : { size: past.checkpoint.size, since: past.since },
  };
}

/** Checks a log that is not there: wrong only if this client remembers one. */
export function verifyMissing(memory: Memory): Verification {
  if (memory.kind === 'unreadable') return unreadableMemory;
  if (memory.kind === 'none') {
    const root = Buffer.from(merkleRoot(0, () => new Uint8Array(0))).toString('base64');
    return { kind: 'verified', size: 0, root, unknown_outcome: [], anchored: null };
  }
  return broken(0, `the log is empty; this client remembers ${memory.remembered.checkpoint.size} records`);
}

const unreadableMemory: Broken = broken(null, 'the checkpoint that this client remembered cannot be read');

function readPast(memory: Memory, verifier: NoteVerifier): ({ kind: 'past' } & RememberedCheckpoint) | Broken | null {
  if (memory.kind === 'none') return null;
  if (memory.kind === 'unreadable') return unreadableMemory;
  const opened = openNote(memory.remembered.note, [verifier]);
  if (opened.kind === 'opened') return { kind: 'past', ...memory.remembered };
  return broken(null, `the key is not the one that signed the checkpoint this client remembers: ${opened.why}`);
}

function openHead(
  note: string | null,
  { origin, verifier }: Omit<VerifyOptions, 'memory'>,
): { readonly kind: 'head'; readonly checkpoint: Checkpoint } | Broken {
  if (note === null)
    return { kind: 'head', checkpoint: { origin, size: 0, root: merkleRoot(0, () => new Uint8Array(0)) } };
  const opened = openNote(note, [verifier]);
  if (opened.kind === 'refused') return broken(null, `the checkpoint cannot be trusted: ${opened.why}`);
  const checkpoint = parseCheckpoint(opened.text);
  return checkpoint === null ? broken(null, 'the checkpoint is malformed') : { kind: 'head', checkpoint };
}

interface Recomputed {
  readonly kind: 'recomputed';
  readonly size: number;
  readonly root: Uint8Array;
  /** The root of the first so many records as the past checkpoint names; null without one or with too few records. */
  readonly pastRoot: Uint8Array | null;
  readonly unknownOutcome: readonly string[];
}

/** Hashes every record and compares every stored node that depends on it. */
function recompute(database: DatabaseSync, expectedSize: number, pastSize: number | null): Recomputed | Broken {
  const checkNodes = createNodeCheck(database);
  const outcomes = createOutcomes();
  let [index, pastRoot]: [number, Uint8Array | null] = [0, pastSize === 0 ? checkNodes.root(0) : null];
  for (const row of database.prepare('SELECT idx, audit_id, leaf FROM entry ORDER BY idx').iterate()) {
    if (row.idx !== index) return broken(index, `record ${index} is missing`);
    if (index >= expectedSize)
      return broken(index, `record ${index} lies beyond the signed checkpoint of ${expectedSize}`);
    const leaf = toBytes(row.leaf);
    if (!checkNodes.add(index, leafHash(leaf)))
      return broken(index, `record ${index} does not match its hash in the tree`);
    if (outcomes.add(parseJson(leaf)) !== row.audit_id)
      return broken(index, `record ${index} is filed under another id`);
    index += 1;
    if (index === pastSize) pastRoot = checkNodes.root(index);
  }
  if (index < expectedSize)
    return broken(index, `record ${index} is missing: the signed checkpoint has ${expectedSize}`);
  return {
    kind: 'recomputed',
    size: index,
    root: checkNodes.root(index),
    pastRoot,
    unknownOutcome: outcomes.unknown(),
  };
}

/** Rebuilds the tree's right edge from the records and compares each node with the stored one. */
function createNodeCheck(database: DatabaseSync): {
  add(index: number, leaf: Uint8Array): boolean;
  root(size: number): Uint8Array;
} {
  const select = database.prepare('SELECT hash FROM node WHERE level = ? AND idx = ?');
  const edge = new Map<number, Uint8Array>();
  // Only the newest node of a level is ever asked for, by an append or by the root of the size just reached.
  const nodes: TreeNodes = (level) => edge.get(level) ?? new Uint8Array(0);
  return {
    add: (index, leaf) => {
      const completed = completedNodes(index, leaf, nodes);
      for (const { level, hash } of completed) edge.set(level, hash);
      return completed.every((node) => isSameHash(toBytes(select.get(node.level, node.index)?.hash), node.hash));
    },
    root: (size) => merkleRoot(size, nodes),
  };
}

function findTreeFlaw(database: DatabaseSync, { size, root }: Recomputed, head: Checkpoint): Broken | null {
  if (!isSameHash(root, head.root)) return broken(null, 'the records do not give the signed root');
  const stored = Number(firstRow(database, 'SELECT count(*) AS nodes FROM node')?.nodes);
  return stored === countNodes(size) ? null : broken(null, 'the tree has nodes that belong to no record');
}

function findPastFlaw({ size, pastRoot }: Recomputed, past: RememberedCheckpoint | null): Broken | null {
  if (past === null) return null;
  const { checkpoint, since } = past;
  const memory = `this client remembers ${checkpoint.size} since ${since}`;
  if (pastRoot === null) return broken(size, `the log was cut back to ${size} records; ${memory}`);
  if (isSameHash(pastRoot, checkpoint.root)) return null;
  return broken(null, `the log's history was rewritten: its first ${checkpoint.size} records are others; ${memory}`);
}

function findStoreFlaw(database: DatabaseSync, size: number): Broken | null {
  if (firstRow(database, 'SELECT size FROM checkpoint')?.size !== size)
    return broken(null, 'the checkpoint is filed under another size');
  const wrong = database.prepare(findWrongFacet).get(size);
  if (wrong !== undefined) return broken(Number(wrong.idx), `record ${Number(wrong.idx)} is filed under other facets`);
  const facets = Number(firstRow(database, 'SELECT count(*) AS facets FROM facet')?.facets);
  if (facets !== size) return broken(null, 'there are facets that belong to no record');
  if (!isLayoutIntact(database)) return broken(null, 'its tables or the triggers that guard them were altered');
  const found = firstRow(database, 'PRAGMA integrity_check(1)')?.integrity_check;
  return found === 'ok' ? null : broken(null, `the database is damaged: ${String(found)}`);
}

function broken(index: number | null, why: string): Broken {
  return { kind: 'broken', index, why };
}
