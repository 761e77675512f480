import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { auditError, toAuditError } from '../errors.ts';
import { isCode, syncFolder } from '../log/atomic-file.ts';
import type { AuditLog, LogSnapshot } from '../log/audit-log.ts';
import { assureFolder } from '../log/folder.ts';
import { consistencyProof, type MerkleProof } from '../merkle/proof.ts';
import { createCommandRecord, type RecordContext } from '../records/command-record.ts';
import { type ArchiveHead, archiveSchema, parseObject, peaksOf } from './archive-format.ts';
import { archiveName, coveredEnd } from './archived-ranges.ts';
import { readArchived } from './read-archived.ts';

/** What to archive, and where. */
export interface ArchiveOptions {
  /** Milliseconds since the Unix epoch: records older than this, up to the first that is not. */
  readonly before: number;
  /** Created when it is not there. */
  readonly folder: string;
  /** The log's name. */
  readonly origin: string;
  readonly context: RecordContext;
}

/** What was archived. */
export type Archiving =
  | {
      readonly kind: 'archived';
      readonly path: string;
      /** The first record, and the one behind the last. */
      readonly start: number;
      readonly end: number;
      /** `sha256:` of the file's bytes. */
      readonly digest: string;
      readonly audit_id: string;
    }
  | { readonly kind: 'nothing'; readonly why: string };

const pageSize = 512;

/**
 * Writes the records that no archive has yet, up to a date, as one file that proves itself: its first line says where
 * they stand in the log and proves it, every other line is a record's exact bytes. A record of it is appended. The log
 * keeps what it has until `cutRecords`.
 * @throws CloudOpsError `AUDIT_ARCHIVE_EXISTS`, those of a folder that cannot be written, those of the log.
 */
export async function archiveRecords(log: AuditLog, options: ArchiveOptions): Promise<Archiving> {
  const start = coveredEnd((await readArchived(log)).archives);
  const verifierKey = await log.verifierKey();
  const written = await log.snapshot((snapshot) => {
    const end = findEnd(snapshot, start, options.before);
    if (end === start || verifierKey === null || snapshot.checkpoint === null) return null;
    const head = toHead(snapshot, { start, end, origin: options.origin, verifierKey, checkpoint: snapshot.checkpoint });
    return { end, ...writeArchive(snapshot, head, options.folder) };
  });
  if (written === null) {
    const since = start === 0 ? '' : `; ${start} are archived already`;
    return { kind: 'nothing', why: `no record is older than ${new Date(options.before).toISOString()}${since}` };
  }
  const { path, end, digest } = written;
  const extra = { start, end, digest };
  const record = createCommandRecord(options.context, { event: 'records.archived', status: 'completed', extra });
  await log.append(record);
  return { kind: 'archived', path, start, end, digest, audit_id: record.audit_id };
}

function findEnd({ size, leaves }: LogSnapshot, start: number, before: number): number {
  for (let page = start; page < size; page += pageSize) {
    const recent = leaves(page, Math.min(size, page + pageSize)).findIndex((leaf) => !isOlder(leaf, before));
    if (recent >= 0) return page + recent;
  }
  return Math.max(start, size);
}

/** What has no time that can be read is not older than anything. */
function isOlder(leaf: Uint8Array, before: number): boolean {
  const { timestamp } = parseObject(Buffer.from(leaf).toString());
  return typeof timestamp === 'string' && Date.parse(timestamp) < before;
}

interface HeadFacts {
  readonly start: number;
  readonly end: number;
  readonly origin: string;
  readonly verifierKey: string;
  readonly checkpoint: string;
}

function toHead({ size, nodes }: LogSnapshot, facts: HeadFacts): ArchiveHead {
  const { start, end, origin, verifierKey, checkpoint } = facts;
  return {
    ...{ schema: archiveSchema, origin, verifier_key: verifierKey, start, end, checkpoint },
    peaks: toBase64(peaksOf(start).map(({ level, index }) => nodes(level, index))),
    start_proof: toBase64(consistencyProof({ first: start, second: size, nodes })),
    end_proof: toBase64(consistencyProof({ first: end, second: size, nodes })),
  };
}

function toBase64(hashes: MerkleProof): readonly string[] {
  return hashes.map((hash) => Buffer.from(hash).toString('base64'));
}

function writeArchive(
  snapshot: LogSnapshot,
  head: ArchiveHead,
  folder: string,
): { readonly path: string; readonly digest: string } {
  const path = join(folder, archiveName(head));
  const temporary = `${path}.${process.pid}.tmp`;
  createFolder(folder);
  try {
    const digest = writeLines(temporary, linesOf(snapshot, head));
    linkSync(temporary, path);
    syncFolder(folder);
    return { path, digest };
  } catch (error) {
    throw isCode(error, 'EEXIST') ? archiveExists(path) : toAuditError(error, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** On its own: a file in its place is no archive that exists already. */
function createFolder(folder: string): void {
  try {
    assureFolder(folder, 0o700);
  } catch (error) {
    throw toAuditError(error, folder);
  }
}

function* linesOf({ leaves }: LogSnapshot, head: ArchiveHead): Generator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head)}\n`);
  for (let page = head.start; page < head.end; page += pageSize) {
    const lines = leaves(page, Math.min(head.end, page + pageSize)).flatMap((leaf) => [leaf, Buffer.from('\n')]);
    yield Buffer.concat(lines);
  }
}

/** @returns `sha256:` of what was written, durably. */
function writeLines(path: string, chunks: Iterable<Uint8Array>): string {
  const digest = createHash('sha256');
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    for (const chunk of chunks) {
      digest.update(chunk);
      for (let written = 0; written < chunk.length; ) written += writeSync(descriptor, chunk, written);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return `sha256:${digest.digest('hex')}`;
}

function archiveExists(path: string): Error {
  return auditError({
    code: 'AUDIT_ARCHIVE_EXISTS',
    message: `There is an archive already: ${path}.`,
    nextSteps: ['Check it: cloudops audit verify --archive FILE', 'Or name another folder.'],
  });
}
