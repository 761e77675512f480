import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { auditError } from '../errors.ts';
import type { AuditLog, AuditLogOptions } from '../log/audit-log.ts';
import { deleteEntries } from '../log/delete-entries.ts';
import { tileLeaves } from '../merkle/tile-tree.ts';
import { createCommandRecord, type RecordContext } from '../records/command-record.ts';
import { type ArchivedRange, archiveName, coveredEnd, cutStatus, toCutExtra } from './archived-ranges.ts';
import { readArchived } from './read-archived.ts';
import { verifyArchive } from './verify-archive.ts';

/** What to cut by. */
export interface CutOptions {
  /** Where the log's file is. */
  readonly path: AuditLogOptions['path'];
  /** Where the archives are that hold what goes; each is checked before. */
  readonly folder: string;
  readonly context: RecordContext;
}

/** What was cut. */
export type Cutting =
  | {
      readonly kind: 'cut';
      /** The first record that went, and the one behind the last. */
      readonly start: number;
      readonly end: number;
      /** The archives that hold them. */
      readonly archives: readonly ArchivedRange[];
    }
  | { readonly kind: 'nothing'; readonly why: string };

/**
 * Takes what is archived out of the log, by whole tiles of 256 records. Every hash stays: the log still verifies and
 * continues every checkpoint. A record that says what went, and which files hold it, is durable before anything goes.
 * @throws CloudOpsError `AUDIT_ARCHIVE_UNREADABLE` for an archive that is not there or not good, before anything is cut.
 */
export async function cutRecords(log: AuditLog, { path, folder, context }: CutOptions): Promise<Cutting> {
  const known = await readArchived(log);
  const start = await log.snapshot(({ first }) => first);
  const archived = coveredEnd(known.archives);
  const end = archived - (archived % tileLeaves);
  if (end <= start) return { kind: 'nothing', why: whyNothing(archived, start) };
  const needed = known.archives.filter((range) => range.end > start && range.start < end);
  const verifierKey = await log.verifierKey();
  for (const range of needed) await assertGood(join(folder, archiveName(range)), range, verifierKey ?? '');
  if (known.cutEnd < end) {
    const extra = toCutExtra({ end, archives: known.archives });
    await log.append(createCommandRecord(context, { event: 'records.archived', status: cutStatus, extra }));
  }
  await deleteEntries({ path }, end);
  return { kind: 'cut', start, end, archives: needed };
}

function whyNothing(archived: number, start: number): string {
  if (archived === 0) return 'nothing is archived';
  const gone = start === 0 ? '' : `; ${start} are cut already`;
  return `${archived} records are archived, and only whole tiles of ${tileLeaves} can go${gone}`;
}

async function assertGood(path: string, range: ArchivedRange, verifierKey: string): Promise<void> {
  const found = await verifyArchive(path, verifierKey);
  if (found.kind === 'broken') throw notGood(path, found.why);
  if (found.start !== range.start || found.end !== range.end) throw notGood(path, 'it holds other records');
  if ((await digestOf(path)) !== range.digest) throw notGood(path, 'it is not the file that the log names');
}

async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return `sha256:${digest.digest('hex')}`;
}

function notGood(path: string, why: string): Error {
  return auditError({
    code: 'AUDIT_ARCHIVE_UNREADABLE',
    message: `Nothing was cut: the archive ${path} cannot be relied on: ${why}.`,
    nextSteps: ['Restore the file as it was written, or name the folder that holds it.'],
  });
}
