import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { toJournalError } from './journal-error.ts';

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('toJournalError', () => {
  it('knows a database that cannot grow', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (x)');
    const error = caught(() => database.prepare('INSERT INTO t VALUES (zeroblob(100000))').run());
    expect(toJournalError(error, 'runs.db')).toMatchObject({
      code: 'JOURNAL_FULL',
      message: 'The run journal runs.db cannot grow: the disk is full.',
      cause: error,
    });
  });

  it('knows a database that may only be read', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE t (x); PRAGMA query_only = ON');
    const error = caught(() => database.exec('INSERT INTO t VALUES (1)'));
    expect(toJournalError(error, 'runs.db').code).toBe('JOURNAL_READ_ONLY');
  });

  it.runIf(existsSync('/dev/full'))('knows a disk that is full', () => {
    expect(
      toJournalError(
        caught(() => writeFileSync('/dev/full', 'x')),
        'evidence',
      ).code,
    ).toBe('JOURNAL_FULL');
  });

  it('names the next step for what it does not know', () => {
    const error = toJournalError(new TypeError('odd'), 'runs.db');
    expect(error.code).toBe('JOURNAL_FAILED');
    expect(error.nextSteps.length).toBeGreaterThan(0);
  });
});
