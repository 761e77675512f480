import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** How long to wait for another process that writes. */
const busyTimeoutMs = 10_000;

/**
 * Opens a SQLite file that only its owner can read (0600 in a folder of 0700), and creates what is missing.
 * @throws what SQLite or the file system throws.
 */
export function openPrivateDatabase(path: string, layout: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite would create it with the process's umask, and gives its -wal and -shm the mode of the file.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  // Loaded here, since most commands of a tool never ask a model.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(layout);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `work` as the only writer. What it throws undoes it. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  // Not deferred: reading first and locking later lets two processes see the same money.
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
