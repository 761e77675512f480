import { createHash, randomBytes as systemRandomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { auditError, toAuditError } from '../errors.ts';
import { createFile, isCode, syncFolder } from '../log/atomic-file.ts';
import { assureFolder } from '../log/folder.ts';
import { assertPrivate } from '../log/key-file.ts';
import { overwriteFile } from './overwrite-file.ts';

/** What one subject's personal values are encrypted under. */
export interface SubjectKey {
  /** Whom the key is of, such as `os:alice`. */
  readonly subject: string;
  /** `sub_` and 32 hex digits, drawn by lot: nothing but this key's file leads from one to the other. */
  readonly pseudonym: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Where the keys of subjects are: outside the log, so that destroying one hides what the log cannot forget. */
export interface SubjectKeys {
  /**
   * The subject's key, created durably when there is none; of several processes exactly one creates it.
   * @throws CloudOpsError `AUDIT_KEY_PERMISSIONS`, `AUDIT_SUBJECT_KEY_INVALID`, those of a folder that cannot be written.
   */
  assure(subject: string): SubjectKey;
  /** The key of a subject or a pseudonym; null when there is none (any more). @throws CloudOpsError as `assure`. */
  find(subjectOrPseudonym: string): SubjectKey | null;
  /**
   * Overwrites and removes the key. What a file system, a disk or a backup keeps of it is out of reach.
   * @returns the key that was destroyed; null when there was none.
   */
  destroy(subjectOrPseudonym: string): SubjectKey | null;
}

/** Where keys live, and the lot they are drawn with. */
export interface SubjectKeyOptions {
  /** Of mode 0700; created with the first key. */
  readonly folder: string;
  /** Cryptographically random bytes; the system's unless stated. */
  readonly randomBytes?: (size: number) => Uint8Array;
}

const schema = 'cloudops.audit-subject-key/v1';
const suffix = '.json';

/** The keys in a folder, a file each. Touches nothing before the first call. */
export function openSubjectKeys(options: SubjectKeyOptions): SubjectKeys {
  return new KeyFolder(options);
}

/** Whether an id is a subject's pseudonym. */
export function isPseudonym(id: string): boolean {
  return /^sub_[0-9a-f]{32}$/.test(id);
}

class KeyFolder implements SubjectKeys {
  readonly #folder: string;
  readonly #randomBytes: (size: number) => Uint8Array;
  /** By pseudonym and by subject. */
  readonly #known = new Map<string, SubjectKey>();
  /** Pseudonyms without a key: none comes back, since each is drawn once. */
  readonly #gone = new Set<string>();

  constructor({ folder, randomBytes = systemRandomBytes }: SubjectKeyOptions) {
    this.#folder = folder;
    this.#randomBytes = randomBytes;
  }

  assure(subject: string): SubjectKey {
    const found = this.#recall(subject) ?? this.#read(this.#path(subject));
    if (found !== null) return found;
    this.#create(subject);
    const created = this.#read(this.#path(subject));
    if (created !== null) return created;
    throw invalidKey(this.#path(subject));
  }

  find(subjectOrPseudonym: string): SubjectKey | null {
    const known = this.#recall(subjectOrPseudonym);
    if (known !== null || this.#gone.has(subjectOrPseudonym)) return known;
    if (!isPseudonym(subjectOrPseudonym)) return this.#read(this.#path(subjectOrPseudonym));
    this.#readAll();
    const found = this.#known.get(subjectOrPseudonym) ?? null;
    if (found === null) this.#gone.add(subjectOrPseudonym);
    return found;
  }

  destroy(subjectOrPseudonym: string): SubjectKey | null {
    const key = this.find(subjectOrPseudonym);
    if (key === null) return null;
    const path = this.#path(key.subject);
    try {
      overwriteFile(path);
      rmSync(path);
      syncFolder(this.#folder);
    } catch (error) {
      throw toAuditError(error, path);
    }
    this.#forget(key);
    return key;
  }

  /** The name tells nothing to whom it is gone with the key. */
  #path(subject: string): string {
    return join(this.#folder, `${createHash('sha256').update(subject).digest('hex')}${suffix}`);
  }

  /** Another process may have destroyed a key since it was read. */
  #recall(subjectOrPseudonym: string): SubjectKey | null {
    const key = this.#known.get(subjectOrPseudonym);
    if (key === undefined) return null;
    if (statSync(this.#path(key.subject), { throwIfNoEntry: false }) !== undefined) return key;
    this.#forget(key);
    return null;
  }

  #forget({ subject, pseudonym }: SubjectKey): void {
    this.#known.delete(subject);
    this.#known.delete(pseudonym);
  }

  #create(subject: string): void {
    const pseudonym = `sub_${Buffer.from(this.#randomBytes(16)).toString('hex')}`;
    const key = Buffer.from(this.#randomBytes(32)).toString('base64');
    try {
      assureFolder(this.#folder, 0o700);
      assertPrivate(this.#folder, statSync(this.#folder), '700');
      createFile(this.#path(subject), `${JSON.stringify({ schema, subject, pseudonym, key })}\n`);
    } catch (error) {
      throw toAuditError(error, this.#folder);
    }
  }

  #readAll(): void {
    try {
      for (const name of readdirSync(this.#folder)) if (name.endsWith(suffix)) this.#read(join(this.#folder, name));
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw toAuditError(error, this.#folder);
    }
  }

  #read(path: string): SubjectKey | null {
    try {
      assertPrivate(path, statSync(path), '600');
      const key = toKey(readFileSync(path, 'utf8'), path);
      this.#known.set(key.pseudonym, key);
      this.#known.set(key.subject, key);
      return key;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null;
      throw toAuditError(error, path);
    }
  }
}

function toKey(text: string, path: string): SubjectKey {
  const fields = parse(text);
  const { subject, pseudonym, key } = fields;
  if (fields.schema !== schema || typeof subject !== 'string' || typeof key !== 'string') throw invalidKey(path);
  const bytes = Buffer.from(key, 'base64');
  if (typeof pseudonym !== 'string' || !isPseudonym(pseudonym) || bytes.length !== 32) throw invalidKey(path);
  return { subject, pseudonym, key: bytes };
}

function parse(text: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function invalidKey(path: string): Error {
  return auditError({
    code: 'AUDIT_SUBJECT_KEY_INVALID',
    message: `The subject's key ${path} is not one that this version wrote.`,
    nextSteps: [
      'Restore the file from a backup.',
      'Without one, remove it: what it protected stays hidden, and the log still verifies.',
    ],
  });
}
