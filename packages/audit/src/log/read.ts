import type { DatabaseSync } from 'node:sqlite';
import { corruptLog } from '../errors.ts';
import type { LoggedRecord, LogSnapshot, RecordFilter, RecordQuery } from './audit-log.ts';
import type { Row } from './database.ts';
import { readFirst, readNote, readSize, storedNodes } from './head.ts';
import { fromRecordBytes } from './record-bytes.ts';

/** The query that a filter stands for, newest first where only the last ones are wanted. */
export function toQuery({ last, since, ...filters }: RecordFilter): RecordQuery {
  return {
    filters,
    ...(since === undefined ? {} : { from: since }),
    ...(last === undefined ? {} : { limit: last, order: 'newest-first' }),
  };
}

/** A row's record with its place. @throws CloudOpsError `AUDIT_RECORD_INVALID`. */
export function toLogged({ idx, leaf }: Row): LoggedRecord {
  return { index: Number(idx), record: fromRecordBytes(Number(idx), toBytes(leaf)) };
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
    first: readFirst(database),
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
  first: 0,
  checkpoint: null,
  leaves: () => [],
  nodes: () => new Uint8Array(0),
};
