import type { DatabaseSync } from 'node:sqlite';
import { transact } from './database.ts';

/** FULL is durable against a power cut, NORMAL against the end of the process: https://www.sqlite.org/pragma.html */
export function write<Result>(database: DatabaseSync, synchronous: 'FULL' | 'NORMAL', work: () => Result): Result {
  database.exec(`PRAGMA synchronous = ${synchronous}`);
  return transact(database, work);
}
