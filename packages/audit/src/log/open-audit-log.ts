import type { AuditRecord } from '@cloudops/spec';
import type { CheckpointAnchor } from '../anchors/anchor.ts';
import { type Anchorage, toAnchorage } from '../anchors/anchorage.ts';
import { type AnchorOutcome, publishToAll } from '../anchors/publish.ts';
import { type AnchorReceipt, readReceipts, receiptsPath, writeReceipts } from '../anchors/receipts.ts';
import { auditError, toAuditError } from '../errors.ts';
import { consistencyProof, type MerkleProof } from '../merkle/proof.ts';
import { isNoteName } from '../note/note-key.ts';
import { appendLeaves } from './append.ts';
import type {
  AppendedRecord,
  AuditLog,
  AuditLogOptions,
  LoggedFacets,
  LoggedRecord,
  LogSnapshot,
  RecordFilter,
  RecordQuery,
  Verification,
  VerifyOptions,
} from './audit-log.ts';
import { type Connection, connect, readSigner } from './connection.ts';
import { type Row, view } from './database.ts';
import { fingerprint } from './fingerprint.ts';
import { readHead, readNote } from './head.ts';
import { memoryPath } from './memory.ts';
import { toFacets } from './query.ts';
import { createSnapshot, emptySnapshot, toLogged, toQuery } from './read.ts';
import { toRecordBytes } from './record-bytes.ts';
import { rememberHead } from './remember.ts';
import { type Attempt, type ScanOptions, scan } from './scan.ts';
import { verifyFile } from './verify-file.ts';

/**
 * One wait inside SQLite, which blocks the process: short, so that interrupts get their turn, and since another writer
 * is done in less than a millisecond, while SQLite's own waits grow to a hundred.
 */
const sliceMs = 4;
const pauseMs = 1;
const defaultBusyTimeoutMs = 5000;

/**
 * The audit log of a path. Touches nothing before the first call.
 * @throws CloudOpsError `AUDIT_ORIGIN_INVALID` when the origin cannot name a log.
 */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  if (isNoteName(options.origin)) return new SqliteAuditLog(options);
  throw auditError({
    code: 'AUDIT_ORIGIN_INVALID',
    message: `The audit origin ${JSON.stringify(options.origin.slice(0, 255))} cannot name a log.`,
    nextSteps: ['Choose a name without spaces and `+`, such as cloudops.local/alice, of at most 255 characters.'],
  });
}

class SqliteAuditLog implements AuditLog {
  readonly #options: AuditLogOptions;
  readonly #memoryFile: string;
  readonly #receiptsFile: string;
  #connection: Connection | null = null;
  #hasAppended = false;
  #isClosed = false;

  constructor(options: AuditLogOptions) {
    this.#options = options;
    this.#memoryFile = memoryPath(options.keyFolder, options.origin);
    this.#receiptsFile = receiptsPath(options.keyFolder, options.origin);
  }

  async append(record: AuditRecord): Promise<AppendedRecord> {
    const [appended] = await this.appendMany([record]);
    return appended as AppendedRecord;
  }

  async appendMany(records: readonly AuditRecord[]): Promise<readonly AppendedRecord[]> {
    const leaves = records.map((record) => ({ auditId: record.audit_id, bytes: toRecordBytes(record) }));
    const { path, origin } = this.#options;
    return this.#attempt(() => {
      const connection = this.#connect(true);
      const signer = connection.writer();
      const { database, statements, trustedNote } = connection;
      const appended = appendLeaves({ database, statements, path, origin, signer, leaves, trustedNote });
      connection.trustedNote = appended.note;
      this.#hasAppended = true;
      return appended.records;
    });
  }

  async fingerprint(text: string): Promise<string> {
    return this.#attempt(() => fingerprint(this.#connect(true).writer(), text));
  }

  async read(filter: RecordFilter = {}): Promise<readonly LoggedRecord[]> {
    const query = toQuery(filter);
    const found: LoggedRecord[] = [];
    for await (const logged of this.records(query)) found.push(logged);
    return query.order === 'newest-first' ? found.reverse() : found;
  }

  async *records(query: RecordQuery = {}): AsyncGenerator<LoggedRecord> {
    for await (const row of this.#scan({ columns: 'leaf', query })) yield toLogged(row);
  }

  async *facets(query: RecordQuery = {}): AsyncGenerator<LoggedFacets> {
    for await (const row of this.#scan({ columns: 'facets', query })) yield toFacets(row);
  }

  #scan(options: ScanOptions): AsyncGenerator<Row> {
    const attempt: Attempt = (work, none) =>
      this.#attempt(() => {
        const connection = this.#connect(false);
        return connection === null ? none : work(connection.database);
      });
    return scan(attempt, options);
  }

  async verify(options: VerifyOptions = {}): Promise<Verification> {
    const whole = { busyTimeoutMs: defaultBusyTimeoutMs, ...this.#options, ...options, memoryFile: this.#memoryFile };
    try {
      return await this.#attempt(() => verifyFile(whole));
    } catch (error) {
      options.signal?.throwIfAborted();
      throw error;
    }
  }

  async anchor(
    anchors: readonly CheckpointAnchor[],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly AnchorOutcome[]> {
    const head = await this.#attempt(() => {
      const connection = this.#connect(false);
      const { path, origin } = this.#options;
      if (connection === null || readNote(connection.statements) === null) return null;
      const { statements } = connection;
      return view(connection.database, () => readHead({ statements, path, origin, verifier: connection.signer() }));
    });
    if (head === null || head.note === null) return [];
    const { note, size } = head;
    const proof = (first: number): Promise<MerkleProof> =>
      this.snapshot(({ nodes }) => consistencyProof({ first, second: size, nodes }));
    const published = await publishToAll({ note, checkpoint: head, proof }, anchors, { at: this.#now(), signal });
    if (published.receipts.length > 0) writeReceipts(this.#receiptsFile, published.receipts);
    return published.outcomes;
  }

  async receipts(): Promise<readonly AnchorReceipt[]> {
    return readReceipts(this.#receiptsFile);
  }

  async anchorage(): Promise<Anchorage> {
    const receipts = await this.receipts();
    return this.#attempt(() => toAnchorage(this.#connect(false)?.statements ?? null, receipts));
  }

  async checkpoint(): Promise<string | null> {
    return this.snapshot(({ checkpoint }) => checkpoint);
  }

  async verifierKey(): Promise<string | null> {
    return this.#attempt(() => readSigner(this.#options)?.verifierKey ?? null);
  }

  async snapshot<Result>(use: (snapshot: LogSnapshot) => Result): Promise<Result> {
    return this.#attempt(() => {
      const connection = this.#connect(false);
      if (connection === null) return use(emptySnapshot);
      return view(connection.database, () => use(createSnapshot(connection.database, this.#options.path)));
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    try {
      if (this.#hasAppended) await this.#attempt(() => this.#remember());
    } finally {
      this.#drop();
      this.#isClosed = true;
    }
  }

  /** Runs `work`, again while the log is locked, up to the time-out. Any other failure ends the connection. */
  async #attempt<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const { path, clock, busyTimeoutMs = defaultBusyTimeoutMs } = this.#options;
    // SQLite waits by the machine's time, so this does too.
    const deadline = performance.now() + busyTimeoutMs;
    for (;;) {
      if (this.#isClosed) throw alreadyClosed(path);
      try {
        return await work();
      } catch (cause) {
        const error = toAuditError(cause, path);
        // A connection that did not get the lock has done nothing and is as good as before.
        if (error.code !== 'AUDIT_LOCKED') this.#drop();
        if (error.code !== 'AUDIT_LOCKED' || performance.now() >= deadline) throw error;
      }
      await clock.sleep(pauseMs);
    }
  }

  #remember(): void {
    const connection = this.#connect(false);
    if (connection === null) return;
    const { path, origin } = this.#options;
    const { database } = connection;
    const remembering = { memoryFile: this.#memoryFile, since: this.#now(), verifier: connection.signer() };
    view(database, () => rememberHead({ statements: database, path, origin, ...remembering }));
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }

  #connect(create: true): Connection;
  #connect(create: boolean): Connection | null;
  #connect(create: boolean): Connection | null {
    if (this.#connection?.isReplaced() === true) this.#drop();
    const busyTimeoutMs = Math.min(sliceMs, this.#options.busyTimeoutMs ?? defaultBusyTimeoutMs);
    this.#connection ??= connect({ ...this.#options, busyTimeoutMs }, create);
    return this.#connection;
  }

  #drop(): void {
    this.#connection?.database.close();
    this.#connection = null;
  }
}

function alreadyClosed(path: string): Error {
  return auditError({
    code: 'AUDIT_CLOSED',
    message: `The audit log ${path} was used after it was closed.`,
    source: 'toolkit',
    nextSteps: ['Open the log again, or close it later.'],
  });
}
