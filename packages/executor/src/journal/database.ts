import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createExecutorError } from '../errors.ts';

const version = 1;
const busyMs = 1000;

const tables = `
CREATE TABLE runs (
  id TEXT PRIMARY KEY, plan TEXT NOT NULL, started_at TEXT NOT NULL,
  status TEXT, finished_at TEXT, calls TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE steps (
  run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, status TEXT NOT NULL, digest TEXT,
  result TEXT NOT NULL, PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE tickets (nonce_digest TEXT PRIMARY KEY, used_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = ${version};
`;

/** WAL can corrupt on reset before SQLite 3.51.3: https://www.sqlite.org/releaselog/3_51_3.html */
function isWalSafe(): boolean {
  const [major = 0, minor = 0, patch = 0] = (process.versions.sqlite ?? '').split('.').map(Number);
  return major * 1e6 + minor * 1e3 + patch >= 3_051_003;
}

function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its side files the database's mode, so the file must be private before SQLite sees it.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function createTables(database: DatabaseSync): void {
  transact(database, () => {
    // Another process may have made them between the first look and the lock.
    if (readVersion(database) === 0) database.exec(tables);
  });
}

/** Runs `work` in one transaction, all or nothing. */
export function transact<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Opens the journal's database, made on first use, readable by its owner only.
 * @throws CloudOpsError `JOURNAL_TOO_NEW`; else what SQLite or the file system throws.
 */
export async function openDatabase(path: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite');
  createFile(path);
  const database = new DatabaseSync(path, { timeout: busyMs });
  try {
    database.exec(`PRAGMA journal_mode = ${isWalSafe() ? 'WAL' : 'DELETE'}; PRAGMA fullfsync = ON;`);
    if (readVersion(database) === 0) createTables(database);
    if (readVersion(database) <= version) return database;
    throw createExecutorError({
      code: 'JOURNAL_TOO_NEW',
      message: `The run journal ${path} was written by a newer version.`,
      nextSteps: ['Update this installation.'],
    });
  } catch (error) {
    database.close();
    throw error;
  }
}
