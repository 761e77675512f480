import type { DatabaseSync } from 'node:sqlite';
import type { AuditRecord } from '@cloudops/spec';
import { corruptLog } from '../errors.ts';
import type { LoggedRecord, LogSnapshot, RecordFilter } from './audit-log.ts';
import type { Row } from './database.ts';
import { readNote, readSize, storedNodes } from './head.ts';
import { fromRecordBytes } from './record-bytes.ts';

/** Reads the records that fit, oldest first. */
export function readRecords(database: DatabaseSync, filter: RecordFilter): readonly LoggedRecord[] {
  const limit = filter.last ?? Number.POSITIVE_INFINITY;
  const found: LoggedRecord[] = [];
  for (const { idx, leaf } of limit > 0 ? newestFirst(database, filter) : []) {
    const logged = { index: Number(idx), record: fromRecordBytes(Number(idx), toBytes(leaf)) };
    if (isMatch(logged.record, filter) && found.push(logged) >= limit) break;
  }
  return found.reverse();
}

function newestFirst(database: DatabaseSync, { audit_id }: RecordFilter): Iterable<Row> {
  if (audit_id === undefined) return database.prepare('SELECT idx, leaf FROM entry ORDER BY idx DESC').iterate();
  return database.prepare('SELECT idx, leaf FROM entry WHERE audit_id = ?').iterate(audit_id);
}

function isMatch({ audit_id, timestamp, event, user, action, result }: AuditRecord, filter: RecordFilter): boolean {
  return (
    (filter.audit_id ?? audit_id) === audit_id &&
    (filter.since === undefined || Date.parse(timestamp) >= filter.since) &&
    (filter.user ?? user.id) === user.id &&
    (filter.action === undefined || filter.action === action.intent || filter.action === event) &&
    (filter.status ?? result.status) === result.status &&
    (filter.run_id ?? action.run_id) === action.run_id
  );
}

/** A column's bytes; nothing when it holds something else, which no hash will match. */
export function toBytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

/** The log as exports see it; for use inside one transaction. */
export function createSnapshot(database: DatabaseSync, path: string): LogSnapshot {
  const select = database.prepare('SELECT leaf FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx');
  return {
    size: readSize(database),
    checkpoint: readNote(database),
    leaves: (start, end) => {
      const leaves = select.all(start, end).map(({ leaf }) => toBytes(leaf));
      if (leaves.length !== end - start) throw corruptLog(path, `lacks a record between ${start} and ${end - 1}`);
      return leaves;
    },
    nodes: storedNodes(database, path),
  };
}

/** What a log that does not exist yet looks like. */
export const emptySnapshot: LogSnapshot = {
  size: 0,
  checkpoint: null,
  leaves: () => [],
  nodes: () => new Uint8Array(0),
};
