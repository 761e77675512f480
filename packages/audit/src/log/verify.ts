import type { Anchorage } from '../anchors/anchorage.ts';
import {
  type AnchorCheck,
  findUncontinued,
  type Held,
  type Judged,
  judgeRecalled,
  type Recalled,
} from '../anchors/check.ts';
import { emptyRoot, isSameHash } from '../merkle/hash.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { openNote } from '../note/note.ts';
import type { NoteVerifier } from '../note/note-key.ts';
import type { Verification } from './audit-log.ts';
import { judgeCut } from './cut.ts';
import { firstRow, type Statements } from './database.ts';
import { readNote } from './head.ts';
import type { Memory, RememberedCheckpoint } from './memory.ts';
import { type Recomputed, recompute } from './recompute.ts';
import type { Query, SideAnswers } from './side-check.ts';
import { findDamage, integrityQuery, readStoreAnswers, storeQueries } from './store-check.ts';

type Broken = Extract<Verification, { kind: 'broken' }>;

/** What the log is checked against. */
export interface VerifyLogOptions {
  /** The log's file, for messages. */
  readonly path: string;
  readonly origin: string;
  readonly verifier: NoteVerifier;
  readonly memory: Memory;
  /** What anchors hold. */
  readonly recalled: readonly Recalled[];
  readonly anchorage: Anchorage;
  onProgress?(done: number): void;
  /** Runs queries on the log's file beside this work. */
  readonly ask: (queries: readonly Query[]) => Promise<SideAnswers>;
}

/** Checks everything, from the records' bytes upward; `statements` must see one unchanging state. */
export async function verifyLog(statements: Statements, options: VerifyLogOptions): Promise<Verification> {
  const { memory, verifier, ask, path } = options;
  const past = readPast(memory, verifier);
  if (past?.kind === 'broken') return past;
  const judged = judgeRecalled(options.recalled, verifier);
  if (judged.kind === 'broken') return judged;
  const beginning = judgeCut(statements);
  if (beginning.kind === 'broken') return beginning;
  const { cut } = beginning;
  const head = openHead(readNote(statements), options);
  if (head.kind === 'broken') return head;
  const { size } = head.checkpoint;
  const asked = ask(storeQueries(size));
  const pastSizes = [past, ...judged.held].flatMap((known) => (known === null ? [] : [known.checkpoint.size]));
  const records = await recompute({ ...options, statements, first: cut?.end ?? 0, size, pastSizes });
  if (records.kind === 'broken') return records;
  // Now, since the first thread is done before the second.
  const [answers, integrity] = await Promise.all([asked, ask([integrityQuery])]);
  const store = readStoreAnswers(answers, path);
  const flaw =
    findTreeFlaw(statements, records, head.checkpoint) ??
    findPastFlaw(records, past) ??
    findAnchorFlaw(records, judged.held) ??
    store.flaw ??
    findDamage(integrity, path);
  if (flaw !== null) return flaw;
  return {
    kind: 'verified',
    size,
    root: Buffer.from(records.root).toString('base64'),
    unknown_outcome: store.unknownOutcome,
    anchored: past === null ? null : { size: past.checkpoint.size, since: past.since },
    anchors: toChecks(options.recalled, judged),
    anchorage: options.anchorage,
    cut,
  };
}

function toChecks(
  recalled: readonly Recalled[],
  { held, others }: Extract<Judged, { kind: 'judged' }>,
): readonly AnchorCheck[] {
  const checks = [
    ...held.map(({ anchor, checkpoint }): AnchorCheck => ({ anchor, kind: 'continued', size: checkpoint.size })),
    ...others,
  ];
  return recalled.flatMap(({ anchor }) => checks.filter((check) => check.anchor === anchor).slice(0, 1));
}

function findAnchorFlaw({ size, pastRoots: roots }: Recomputed, held: readonly Held[]): Broken | null {
  const found = findUncontinued(held, { size, roots });
  return found === null ? null : broken(found.index, found.why);
}

/** Checks a log that is not there: wrong only if this client or an anchor remembers one. */
export function verifyMissing(memory: Memory, recalled: readonly Recalled[]): Verification {
  if (memory.kind === 'unreadable') return unreadableMemory;
  if (memory.kind === 'remembered') {
    return broken(0, `the log is empty; this client remembers ${memory.remembered.checkpoint.size} records`);
  }
  const holder = recalled.find(({ kind }) => kind === 'note');
  if (holder !== undefined) return broken(0, `the log is empty; ${holder.anchor} holds a checkpoint`);
  return {
    kind: 'verified',
    size: 0,
    root: Buffer.from(emptyRoot()).toString('base64'),
    unknown_outcome: [],
    anchored: null,
    anchors: recalled.flatMap((found) => (found.kind === 'note' ? [] : [found])),
    anchorage: { kind: 'empty' },
    cut: null,
  };
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
  { origin, verifier }: Pick<VerifyLogOptions, 'origin' | 'verifier'>,
): { readonly kind: 'head'; readonly checkpoint: Checkpoint } | Broken {
  if (note === null) return { kind: 'head', checkpoint: { origin, size: 0, root: emptyRoot() } };
  const opened = openNote(note, [verifier]);
  if (opened.kind === 'refused') return broken(null, `the checkpoint cannot be trusted: ${opened.why}`);
  const checkpoint = parseCheckpoint(opened.text);
  return checkpoint === null ? broken(null, 'the checkpoint is malformed') : { kind: 'head', checkpoint };
}

function findTreeFlaw(statements: Statements, { size, root }: Recomputed, head: Checkpoint): Broken | null {
  const beyond = firstRow(statements, 'SELECT max(idx) AS last FROM entry')?.last;
  if (Number(beyond ?? -1) >= size) {
    return broken(size, `record ${size} lies beyond the signed checkpoint of ${size}`);
  }
  if (!isSameHash(root, head.root)) return broken(null, 'the records do not give the signed root');
  if (firstRow(statements, 'SELECT size FROM checkpoint')?.size !== (size === 0 ? undefined : size)) {
    return broken(null, 'the checkpoint is filed under another size');
  }
  return null;
}

function findPastFlaw({ size, pastRoots }: Recomputed, past: RememberedCheckpoint | null): Broken | null {
  if (past === null) return null;
  const { checkpoint, since } = past;
  const memory = `this client remembers ${checkpoint.size} since ${since}`;
  const root = pastRoots.get(checkpoint.size);
  if (root === undefined) return broken(size, `the log was cut back to ${size} records; ${memory}`);
  if (isSameHash(root, checkpoint.root)) return null;
  return broken(null, `the log's history was rewritten: its first ${checkpoint.size} records are others; ${memory}`);
}

function broken(index: number | null, why: string): Broken {
  return { kind: 'broken', index, why };
}
