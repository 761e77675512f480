import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { corruptLog, toAuditError } from '../errors.ts';
import type { AuditLogOptions } from './audit-log.ts';
import { readNewestCut } from './cut.ts';
import { isLayoutIntact, openDatabase, transact } from './database.ts';
import { readFirst } from './head.ts';

/** How many records go in one transaction, which holds up whoever appends. */
const atOnce = 1024;
const busyTimeoutMs = 5000;
const guards: readonly string[] = ['entry_no_delete', 'facet_no_delete'];

/**
 * Deletes the records before a number, with their facets; the tree keeps every hash. The bytes are overwritten in the
 * file, whose pages then serve new records. May be ended at any moment and done again.
 * @throws CloudOpsError `AUDIT_CORRUPT` unless a record in the log says that so much may be cut; those of the file.
 */
export async function deleteEntries({ path }: Pick<AuditLogOptions, 'path'>, end: number): Promise<void> {
  try {
    const database = openDatabase({ path, create: true, busyTimeoutMs });
    if (database === null) return;
    try {
      database.exec('PRAGMA secure_delete = ON');
      while (deleteBatch(database, path, end)) await setImmediate();
      // What was deleted lies in the write-ahead log until then; a reader may hold it up, and then the next append does it.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      database.close();
    }
  } catch (error) {
    throw toAuditError(error, path);
  }
}

/** @returns whether more is left. */
function deleteBatch(database: DatabaseSync, path: string, end: number): boolean {
  return transact(database, () => {
    const from = readFirst(database);
    if (from >= end) return false;
    if (!isLayoutIntact(database)) throw corruptLog(path, 'has altered tables or triggers');
    if ((readNewestCut(database)?.end ?? 0) < end) throw corruptLog(path, `has no record that it is cut at ${end}`);
    const triggers = guards.map((name) => readTrigger(database, name));
    // Within the transaction: nobody else ever sees the log without its guards.
    for (const name of guards) database.exec(`DROP TRIGGER ${name}`);
    const to = Math.min(end, from + atOnce);
    for (const table of ['facet', 'entry']) database.prepare(`DELETE FROM ${table} WHERE idx < ?`).run(to);
    for (const sql of triggers) database.exec(sql);
    return to < end;
  });
}

function readTrigger(database: DatabaseSync, name: string): string {
  const row = database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?").get(name);
  return String(row?.sql);
}
