import { toAnchorage } from '../anchors/anchorage.ts';
import { type Recalled, recallAll } from '../anchors/check.ts';
import { readReceipts, receiptsPath } from '../anchors/receipts.ts';
import type { AuditLogOptions, Verification, VerifyOptions } from './audit-log.ts';
import { type Connection, connect } from './connection.ts';
import { readablePath } from './database.ts';
import { assertOrigin, readNote, readSize } from './head.ts';
import { type Memory, readMemory, writeMemory } from './memory.ts';
import { askHere, askOnTheSide } from './side-check.ts';
import { verifyLog, verifyMissing } from './verify.ts';

/** Records from which on a second thread saves more time than its start takes. */
const worthAThread = 10_000;

/** Which log to verify, and what remembers it. */
export interface VerifyFileOptions extends AuditLogOptions, VerifyOptions {
  readonly busyTimeoutMs: number;
  readonly memoryFile: string;
}

/**
 * Verifies a log over a connection of its own, so that the log can be used meanwhile, and remembers what it found good.
 * @throws what reading the file, the key or the memory throws.
 */
export async function verifyFile(options: VerifyFileOptions): Promise<Verification> {
  // Read before the log, which other processes may extend and remember meanwhile.
  const memory = readMemory(options.memoryFile);
  const recalled = await recallAll(options.anchors ?? [], options.signal);
  const connection = connect(options, false);
  if (connection === null) return verifyMissing(memory, recalled);
  const ended = new AbortController();
  try {
    connection.database.exec('BEGIN');
    return await verifyConnected(connection, { ...options, memory, recalled, ended: ended.signal });
  } finally {
    ended.abort();
    connection.database.close();
  }
}

interface Known extends VerifyFileOptions {
  readonly memory: Memory;
  readonly recalled: readonly Recalled[];
  /** Aborted once nobody waits for an answer any more. */
  readonly ended: AbortSignal;
}

async function verifyConnected(connection: Connection, options: Known): Promise<Verification> {
  const { origin, path, busyTimeoutMs, memoryFile, clock, keyFolder, memory, recalled } = options;
  const { statements } = connection;
  const note = readNote(statements);
  if (note === null && readSize(statements) === 0) return verifyMissing(memory, recalled);
  if (note !== null) assertOrigin(note, origin);
  const verification = await verifyLog(statements, {
    ...options,
    anchorage: toAnchorage(statements, readReceipts(receiptsPath(keyFolder, origin))),
    verifier: connection.signer(),
    ask: async (queries) =>
      readSize(statements) < worthAThread
        ? askHere(statements, queries)
        : askOnTheSide({ location: readablePath(path), busyTimeoutMs, queries, signal: options.ended }),
  });
  const isNew = memory.kind !== 'remembered' || memory.remembered.note !== note;
  if (verification.kind === 'verified' && note !== null && isNew) {
    writeMemory(memoryFile, { note, since: new Date(clock.now()).toISOString() });
  }
  return verification;
}
