import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createExecutorError } from '../errors.ts';

const version = 2;
const busyMs = 1000;

const firstTables = `
CREATE TABLE runs (
  id TEXT PRIMARY KEY, plan TEXT NOT NULL, started_at TEXT NOT NULL,
  status TEXT, finished_at TEXT, calls TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE steps (
  run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, status TEXT NOT NULL, digest TEXT,
  result TEXT NOT NULL, PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE tickets (nonce_digest TEXT PRIMARY KEY, used_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** What changes need, and what their plans and budgets do. */
const changeTables = `
ALTER TABLE runs ADD COLUMN playbook TEXT;
ALTER TABLE runs ADD COLUMN principal TEXT;
ALTER TABLE runs ADD COLUMN approvals TEXT;
ALTER TABLE runs ADD COLUMN rolls_back TEXT;
UPDATE runs SET playbook = json_extract(plan, '$.playbook.id') WHERE json_valid(plan);
CREATE INDEX runs_by_playbook ON runs (playbook, status, id);
CREATE TABLE plans (id TEXT PRIMARY KEY, run_id TEXT NOT NULL, used_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE locks (object TEXT PRIMARY KEY, run_id TEXT NOT NULL, since TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE changes (
  run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, phase TEXT NOT NULL, observation TEXT NOT NULL,
  verification TEXT, updated_at TEXT NOT NULL, PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE spending (
  run_id TEXT NOT NULL REFERENCES runs (id), name TEXT NOT NULL, key TEXT NOT NULL, started_at TEXT NOT NULL,
  changes INTEGER NOT NULL, calls INTEGER NOT NULL, cost_microusd INTEGER NOT NULL, settled INTEGER NOT NULL,
  PRIMARY KEY (name, key, started_at, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX spending_by_run ON spending (run_id);
PRAGMA user_version = 2;
`;

/** WAL can corrupt on reset before SQLite 3.51.3: https://www.sqlite.org/releaselog/3_51_3.html */
function isWalSafe(): boolean {
  const [major = 0, minor = 0, patch = 0] = (process.versions.sqlite ?? '').split('.').map(Number);
  return major * 1e6 + minor * 1e3 + patch >= 3_051_003;
}

function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its side files the database's mode, so the file must be private before SQLite sees it.
  // Only then: closing a descriptor gives up the locks that other connections of this process have on the file.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function upgrade(database: DatabaseSync): void {
  transact(database, () => {
    // Another process may have done it between the first look and the lock.
    const found = readVersion(database);
    if (found < 1) database.exec(firstTables);
    if (found < 2) database.exec(changeTables);
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
    if (readVersion(database) < version) upgrade(database);
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
