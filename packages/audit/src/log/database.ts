import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { auditError, corruptLog } from '../errors.ts';
import { isCode } from './atomic-file.ts';
import { assureFolder } from './folder.ts';
import { assertLocalDisk, assertSqliteVersion, readFileSystemType } from './local-disk.ts';
import { applicationId, facetLayout, insertFacets, layout, layoutVersion, layoutWithoutFacets } from './tables.ts';

/** A row as SQLite returns it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** What gives statements: a database, or one that keeps them. */
export type Statements = Pick<DatabaseSync, 'prepare'>;

/** Keeps every statement of a database, since making one costs more than most of them do. None may be iterated. */
export function keepStatements(database: DatabaseSync): Statements {
  const kept = new Map<string, StatementSync>();
  return {
    prepare: (sql) => {
      const statement = kept.get(sql) ?? database.prepare(sql);
      kept.set(sql, statement);
      return statement;
    },
  };
}

/** How to open the file. */
export interface OpenDatabaseOptions {
  readonly path: string;
  /** Create what is missing: folder, file, tables. */
  readonly create: boolean;
  readonly busyTimeoutMs: number;
}

/**
 * Opens the SQLite file.
 * @returns null when there is no log and none shall be created.
 * @throws what SQLite or the file system throws, and CloudOpsError `AUDIT_CORRUPT`, `AUDIT_NETWORK_FILESYSTEM`,
 * `AUDIT_SQLITE_TOO_OLD`.
 */
export function openDatabase({ path, create, busyTimeoutMs }: OpenDatabaseOptions): DatabaseSync | null {
  assertSqliteVersion(process.versions.sqlite);
  if (!create && !existsSync(path)) return null;
  if (create) assureWritableFile(path);
  assertLocalDisk(dirname(path), readFileSystemType(dirname(path)));
  // Loaded here, since most commands of a tool never open the log.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(create ? path : readablePath(path), { timeout: busyTimeoutMs });
  try {
    return prepare(database, path, create) ? database : closed(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** In a folder where it cannot create its shared memory, SQLite reads a log only as a file that nobody changes. */
export function readablePath(path: string): string | URL {
  try {
    accessSync(dirname(path), constants.W_OK);
    return path;
  } catch {
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    // What lies in a write-ahead log would be left out without a word.
    return existsSync(`${path}-wal`) ? path : url;
  }
}

function closed(database: DatabaseSync): null {
  database.close();
  return null;
}

function assureWritableFile(path: string): void {
  if (existsSync(path)) {
    // SQLite would open it all the same, to read only, or fail with a number that says less.
    for (const needed of [path, dirname(path)]) accessSync(needed, constants.R_OK | constants.W_OK);
    return;
  }
  assureFolder(dirname(path), 0o700);
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

/** @returns whether there is a log now. */
function prepare(database: DatabaseSync, path: string, create: boolean): boolean {
  // fullfsync: on macOS a plain fsync leaves the data in the disk's cache. 4,000 pages of write-ahead log are 16 MB.
  database.exec(`PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 4000`);
  if (create) database.exec('PRAGMA journal_mode = WAL');
  if (!isEmpty(database)) {
    upgradeLayout(database);
    assertLayout(database, path);
    return true;
  }
  if (create) transact(database, () => isEmpty(database) && createLayout(database));
  return create;
}

function isEmpty(database: DatabaseSync): boolean {
  return pragma(database, 'application_id') === 0 && firstRow(database, 'SELECT 1 FROM sqlite_schema') === undefined;
}

function createLayout(database: DatabaseSync): void {
  for (const statement of layout) database.exec(statement);
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layoutVersion}`);
}

function upgradeLayout(database: DatabaseSync): void {
  if (!isOfLayout(database, layoutWithoutFacets)) return;
  transact(database, () => {
    // Another process may just have done it.
    if (!isOfLayout(database, layoutWithoutFacets)) return;
    for (const statement of facetLayout()) database.exec(statement);
    database.prepare(insertFacets).run(0, Number.MAX_SAFE_INTEGER);
    database.exec(`PRAGMA user_version = ${layoutVersion}`);
  });
}

function isOfLayout(database: DatabaseSync, version: number): boolean {
  return pragma(database, 'application_id') === applicationId && pragma(database, 'user_version') === version;
}

function assertLayout(database: DatabaseSync, path: string): void {
  if (pragma(database, 'application_id') !== applicationId) {
    throw corruptLog(path, 'is a database of something else');
  }
  const version = pragma(database, 'user_version');
  if (version === layoutVersion) return;
  throw auditError({
    code: 'AUDIT_CORRUPT',
    message: `The audit log ${path} has the unknown layout ${version}; this version knows ${layoutVersion}.`,
    nextSteps: ['Use the newest version to read it.'],
  });
}

/** Whether tables and triggers are the ones that this version creates, to the letter. */
export function isLayoutIntact(database: DatabaseSync): boolean {
  return isLayout(database.prepare(readLayout).all());
}

/** Reads what {@link isLayout} judges. */
export const readLayout = 'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql';

/** Whether these rows are the layout of this version, to the letter. */
export function isLayout(rows: readonly Row[]): boolean {
  const found = rows.map(({ sql }) => String(sql));
  return JSON.stringify(found) === JSON.stringify([...layout].sort());
}

function pragma(database: DatabaseSync, name: string): SQLOutputValue | undefined {
  return firstRow(database, `PRAGMA ${name}`)?.[name];
}

/** The first row of a query without parameters. */
export function firstRow(statements: Statements, sql: string): Row | undefined {
  return statements.prepare(sql).get();
}

/** Runs `work` as one write transaction: all of it is durable when this returns, or none after it throws. */
export function transact<Result>(database: DatabaseSync, work: () => Result): Result {
  return within(database, 'BEGIN IMMEDIATE', work);
}

/** Runs `work` on one unchanging view of the database. */
export function view<Result>(database: DatabaseSync, work: () => Result): Result {
  return within(database, 'BEGIN', work);
}

function within<Result>(database: DatabaseSync, begin: string, work: () => Result): Result {
  database.exec(begin);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
