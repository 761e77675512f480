import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@cloudops/spec';
import { openPrivateDatabase } from '../budget/private-file.ts';
import type { AnswerCache } from './answer-cache.ts';

/** Where the cache is, and how much it keeps. */
export interface CacheOptions {
  /** Created when missing, with its folder; readable by its owner alone. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** 30 days unless given. */
  readonly maximumAgeMs?: number;
  /** The oldest go first; 10,000 unless given. */
  readonly maximumEntries?: number;
}

const layout = `
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS answers_by_time ON answers (at);`;

const dayMs = 24 * 60 * 60 * 1000;

/** Opens the cache. One that cannot be opened, read or written is an empty one. Holds no question, only digests. */
export function openAnswerCache(options: CacheOptions): AnswerCache {
  const database = quietly(() => openPrivateDatabase(options.path, layout));
  const oldest = (): number => options.clock.now() - (options.maximumAgeMs ?? 30 * dayMs);
  return {
    get(key) {
      const row = quietly(() =>
        database?.prepare('SELECT answer FROM answers WHERE key = ? AND at > ?').get(key, oldest()),
      );
      return typeof row?.answer === 'string' ? row.answer : null;
    },
    set(key, answer) {
      quietly(() => {
        if (database !== null) write(database, key, answer, options.clock.now());
        database?.prepare('DELETE FROM answers WHERE at <= ?').run(oldest());
        const most = options.maximumEntries ?? 10_000;
        database
          ?.prepare(
            'DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY at DESC, key LIMIT -1 OFFSET ?)',
          )
          .run(most);
      });
    },
    close: () => {
      if (database?.isOpen === true) database.close();
    },
  };
}

function write(database: DatabaseSync, key: string, answer: string, now: number): void {
  database.prepare('INSERT OR REPLACE INTO answers (key, answer, at) VALUES (?, ?, ?)').run(key, answer, now);
}

/** A cache saves money; it must never be why a question is not answered. */
function quietly<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}
