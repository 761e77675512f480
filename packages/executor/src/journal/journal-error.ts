import { CloudOpsError } from '@cloudops/spec';
import { createExecutorError, type ExecutorErrorCode } from '../errors.ts';

interface Fault {
  readonly code: ExecutorErrorCode;
  readonly what: string;
  readonly nextSteps: readonly string[];
}

const locked: Fault = {
  code: 'JOURNAL_LOCKED',
  what: 'is locked by another process',
  nextSteps: ['Wait for the other run to end, then try again.'],
};
const corrupt: Fault = {
  code: 'JOURNAL_CORRUPT',
  what: 'is not a readable journal',
  nextSteps: ['Move the file away; a new journal is made on the next run. The audit log is not touched by this.'],
};
const readOnly: Fault = {
  code: 'JOURNAL_READ_ONLY',
  what: 'cannot be written',
  nextSteps: ['Make the file and its folder writable for you.', 'Point the state folder somewhere else.'],
};
const full: Fault = {
  code: 'JOURNAL_FULL',
  what: 'cannot grow: the disk is full',
  nextSteps: ['Free some space, then try again.', 'Point the state folder to another disk.'],
};
const failed: Fault = {
  code: 'JOURNAL_FAILED',
  what: 'could not be used',
  nextSteps: ['Check the disk and the folder; --verbose shows the original error.'],
};

/** Primary result codes of https://www.sqlite.org/rescode.html */
const bySqlite: Readonly<Record<number, Fault>> = {
  3: readOnly,
  5: locked,
  6: locked,
  8: readOnly,
  11: corrupt,
  13: full,
  14: readOnly,
  26: corrupt,
};

const bySystem: Readonly<Record<string, Fault>> = {
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOTDIR: readOnly,
  EISDIR: readOnly,
  EEXIST: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
};

function findFault(error: unknown): Fault {
  const { code, errcode } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  if (typeof errcode === 'number') return bySqlite[errcode & 0xff] ?? failed;
  return (typeof code === 'string' ? bySystem[code] : undefined) ?? failed;
}

/** Turns what SQLite or the file system threw into this package's error, which names the file and what to do. */
export function toJournalError(error: unknown, path: string): CloudOpsError {
  if (CloudOpsError.isInstance(error)) return error;
  const { code, what, nextSteps } = findFault(error);
  return createExecutorError({ code, message: `The run journal ${path} ${what}.`, nextSteps, cause: error });
}
