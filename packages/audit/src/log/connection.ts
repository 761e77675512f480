import { type Stats, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { auditError, corruptLog } from '../errors.ts';
import { createNoteSigner, type NoteSigner } from '../note/note-key.ts';
import type { AuditLogOptions } from './audit-log.ts';
import { isLayoutIntact, keepStatements, openDatabase, type Statements } from './database.ts';
import { readNote } from './head.ts';
import { createKey, keyPath, readKey } from './key-file.ts';

/** One opened file, with the key once it is needed. */
export class Connection {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  /** The note that was written or checked last over this connection. */
  trustedNote: string | null = null;
  readonly #options: AuditLogOptions;
  readonly #opened: Stats;
  #signer: NoteSigner | null = null;
  #isIntact = false;

  constructor(database: DatabaseSync, options: AuditLogOptions) {
    this.database = database;
    this.statements = keepStatements(database);
    this.#options = options;
    this.#opened = statSync(options.path);
  }

  /** Whether the path now names another file, or none: what is written here would then be lost. */
  isReplaced(): boolean {
    const found = statSync(this.#options.path, { throwIfNoEntry: false });
    return found?.ino !== this.#opened.ino || found.dev !== this.#opened.dev;
  }

  /**
   * The log's key; an empty log gets one.
   * @throws CloudOpsError `AUDIT_KEY_MISSING` when the log has records and the key is gone, and those of `readKey`.
   */
  signer(): NoteSigner {
    this.#signer ??= readSigner(this.#options) ?? this.#createSigner();
    return this.#signer;
  }

  /** The key, after checking that the tables are as this version creates them. @throws CloudOpsError `AUDIT_CORRUPT`. */
  writer(): NoteSigner {
    this.#isIntact ||= isLayoutIntact(this.database);
    if (!this.#isIntact) throw corruptLog(this.#options.path, 'has altered tables or triggers');
    return this.signer();
  }

  #createSigner(): NoteSigner {
    const { path, keyFolder } = this.#options;
    if (readNote(this.database) === null) createKey(keyFolder);
    const signer = readSigner(this.#options);
    if (signer !== null) return signer;
    throw auditError({
      code: 'AUDIT_KEY_MISSING',
      message: `The audit log ${path} has records, but its key ${keyPath(keyFolder)} is gone.`,
      nextSteps: [
        'Restore the key from a backup.',
        'Without one, move the log away to begin a new one with a new key.',
      ],
    });
  }
}

/** The log's key under its name; null when there is none yet. */
export function readSigner({ keyFolder, origin }: AuditLogOptions): NoteSigner | null {
  const key = readKey(keyFolder);
  return key === null ? null : createNoteSigner(origin, key);
}

/** Opens the log's file, creating it where `create` says so. @returns null when there is none. */
export function connect(options: AuditLogOptions & { busyTimeoutMs: number }, create: true): Connection;
export function connect(options: AuditLogOptions & { busyTimeoutMs: number }, create: boolean): Connection | null;
export function connect(options: AuditLogOptions & { busyTimeoutMs: number }, create: boolean): Connection | null {
  const database = openDatabase({ path: options.path, create, busyTimeoutMs: options.busyTimeoutMs });
  return database === null ? null : new Connection(database, options);
}
