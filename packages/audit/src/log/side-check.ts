import type { SQLInputValue } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { Row, Statements } from './database.ts';

/** A query with its values. */
export interface Query {
  readonly sql: string;
  readonly values?: readonly SQLInputValue[];
}

/** What queries on the side answered, or how they failed. */
export type SideAnswers =
  | { readonly kind: 'answered'; readonly answers: readonly (readonly Row[])[] }
  | { readonly kind: 'failed'; readonly message: string; readonly errcode: number | null };

// As text, so that it needs no file of its own wherever this package is bundled into.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
try {
  const database = new DatabaseSync(workerData.location, { timeout: workerData.busyTimeoutMs });
  const answers = workerData.queries.map(({ sql, values = [] }) => database.prepare(sql).all(...values));
  database.close();
  parentPort.postMessage({ kind: 'answered', answers });
} catch (error) {
  parentPort.postMessage({ kind: 'failed', message: error.message, errcode: error.errcode ?? null });
}`;

/** Asks over a connection that is open already; for a file too small for a thread of its own to pay. */
export function askHere(statements: Statements, queries: readonly Query[]): SideAnswers {
  return { kind: 'answered', answers: queries.map(({ sql, values = [] }) => statements.prepare(sql).all(...values)) };
}

/** Where to ask what. */
export interface SideCheckOptions {
  readonly location: string | URL;
  readonly busyTimeoutMs: number;
  readonly queries: readonly Query[];
  /** Ends the thread. */
  readonly signal: AbortSignal;
}

/** Asks a log's file in a thread of its own, while this one goes on. */
export function askOnTheSide({ location, busyTimeoutMs, queries, signal }: SideCheckOptions): Promise<SideAnswers> {
  const place = typeof location === 'string' ? location : location.href;
  const worker = new Worker(program, { eval: true, workerData: { location: place, busyTimeoutMs, queries } });
  return new Promise((resolve) => {
    const fail = (error: unknown): void =>
      resolve({ kind: 'failed', message: error instanceof Error ? error.message : String(error), errcode: null });
    worker.once('message', resolve).once('error', fail);
    worker.once('exit', () => fail('the thread ended without an answer'));
    signal.addEventListener('abort', () => void worker.terminate(), { once: true });
  });
}
