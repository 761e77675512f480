import { CloudOpsError, type CloudOpsErrorOptions } from '@cloudops/spec';

/** Every code that this package throws; the README says what to do about each. */
export type AuditErrorCode =
  | 'AUDIT_ARCHIVE_EXISTS'
  | 'AUDIT_ARCHIVE_UNREADABLE'
  | 'AUDIT_ANCHOR_FAILED'
  | 'AUDIT_ANCHOR_INVALID'
  | 'AUDIT_CLOSED'
  | 'AUDIT_CORRUPT'
  | 'AUDIT_FULL'
  | 'AUDIT_IO_FAILED'
  | 'AUDIT_KEY_INVALID'
  | 'AUDIT_KEY_MISMATCH'
  | 'AUDIT_KEY_MISSING'
  | 'AUDIT_KEY_PERMISSIONS'
  | 'AUDIT_LOCKED'
  | 'AUDIT_NETWORK_FILESYSTEM'
  | 'AUDIT_ORIGIN_INVALID'
  | 'AUDIT_ORIGIN_MISMATCH'
  | 'AUDIT_RANGE_INVALID'
  | 'AUDIT_READ_ONLY'
  | 'AUDIT_RECORD_CONFLICT'
  | 'AUDIT_RECORD_INVALID'
  | 'AUDIT_SQLITE_TOO_OLD'
  | 'AUDIT_SUBJECT_KEY_INVALID';

/** A {@link CloudOpsError} whose code is one of this package's. */
export function auditError(options: CloudOpsErrorOptions & { readonly code: AuditErrorCode }): CloudOpsError {
  return new CloudOpsError(options);
}

const corruptSteps: readonly string[] = [
  'Keep the file: copy it, with its -wal and -shm files, to a safe place as evidence.',
  'Restore the last good copy, or move the file away to begin a new log; `cloudops audit verify` then says what is missing.',
];

const readOnlySteps: readonly string[] = [
  'Make the file and its folder writable for this user, or point the audit log at another folder.',
];

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html) that have a meaning of their own here. */
const sqliteFailures: Readonly<
  Record<number, Pick<CloudOpsErrorOptions, 'message' | 'nextSteps'> & { code: AuditErrorCode }>
> = {
  5: {
    code: 'AUDIT_LOCKED',
    message: 'is locked by another process',
    nextSteps: ['Wait for the other process to end, or end it, and try again.'],
  },
  8: { code: 'AUDIT_READ_ONLY', message: 'cannot be written', nextSteps: readOnlySteps },
  11: { code: 'AUDIT_CORRUPT', message: 'is malformed', nextSteps: corruptSteps },
  13: { code: 'AUDIT_FULL', message: 'cannot grow: the disk is full', nextSteps: ['Free some space and try again.'] },
  19: { code: 'AUDIT_CORRUPT', message: 'refused a record that does not continue it', nextSteps: corruptSteps },
  26: { code: 'AUDIT_CORRUPT', message: 'is not a database', nextSteps: corruptSteps },
};

const systemFailures: Readonly<Record<string, number>> = {
  EACCES: 8,
  EPERM: 8,
  EROFS: 8,
  ENOSPC: 13,
  EDQUOT: 13,
};

function sqliteResult(cause: unknown): number | null {
  if (typeof cause !== 'object' || cause === null) return null;
  if ('errcode' in cause && typeof cause.errcode === 'number') {
    const primary = cause.errcode & 0xff;
    return primary === 6 ? 5 : primary;
  }
  return 'code' in cause && typeof cause.code === 'string' ? (systemFailures[cause.code] ?? null) : null;
}

/**
 * Turns what SQLite or the file system threw into one of this package's errors, by its number, never by its text.
 * @param path the file that was worked on, for the message.
 */
export function toAuditError(cause: unknown, path: string): CloudOpsError {
  if (CloudOpsError.isInstance(cause)) return cause;
  const known = sqliteFailures[sqliteResult(cause) ?? -1];
  if (known !== undefined) return auditError({ ...known, message: `The audit file ${path} ${known.message}.`, cause });
  return auditError({
    code: 'AUDIT_IO_FAILED',
    message: `The audit file ${path} could not be read or written.`,
    nextSteps: ['Check that the path names a file on a healthy local disk.', 'Run again with --verbose for the cause.'],
    cause,
  });
}

/** The error for a log whose parts contradict each other or its signature. */
export function corruptLog(path: string, why: string): CloudOpsError {
  return auditError({
    code: 'AUDIT_CORRUPT',
    message: `The audit log ${path} ${why}.`,
    nextSteps: ['Run `cloudops audit verify` to learn which record is the first bad one.', ...corruptSteps],
  });
}
