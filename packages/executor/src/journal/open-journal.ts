import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Run, StepResult } from '@cloudops/spec';
import { type SerializedOutput, serializeOutput } from '../step/output.ts';
import { openDatabase, transact } from './database.ts';
import { createEvidenceStore, type EvidenceStore } from './evidence-store.ts';
import type { Journal, RunBeginning } from './journal.ts';
import { toJournalError } from './journal-error.ts';
import { listRuns, lookUpRun } from './read-runs.ts';

/** Where a journal lives. */
export interface OpenJournalOptions {
  /** The SQLite file; made with its folder on first use. A local disk: SQLite's locks do not hold on NFS. */
  readonly databasePath: string;
  /** The folder for outputs; made on first use. */
  readonly evidenceFolder: string;
  readonly clock: Pick<Clock, 'now'>;
}

const defaultLast = 20;

/** FULL is durable against a power cut, NORMAL against the end of the process: https://www.sqlite.org/pragma.html */
function write(database: DatabaseSync, synchronous: 'FULL' | 'NORMAL', work: () => void): void {
  database.exec(`PRAGMA synchronous = ${synchronous}`);
  transact(database, work);
}

function insertRun(database: DatabaseSync, run: RunBeginning): void {
  write(database, 'FULL', () => {
    const insert = database.prepare('INSERT INTO runs (id, plan, started_at) VALUES (?, ?, ?)');
    insert.run(run.id, JSON.stringify(run.plan), run.started_at);
  });
}

function insertStep(database: DatabaseSync, runId: string, result: StepResult): void {
  const { output: _, ...rest } = result;
  write(database, 'NORMAL', () => {
    const insert = database.prepare(
      'INSERT INTO steps (run_id, step, status, digest, result) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    insert.run(runId, result.step, result.status, result.digest, JSON.stringify(rest));
  });
}

function updateRun(database: DatabaseSync, run: Run): void {
  write(database, 'FULL', () => {
    const update = database.prepare('UPDATE runs SET status = ?, finished_at = ?, calls = ? WHERE id = ?');
    update.run(run.status, run.finished_at, JSON.stringify(run.calls), run.id);
  });
}

function insertTicket(database: DatabaseSync, nonce: string, usedAt: string): boolean {
  let isFirst = false;
  write(database, 'FULL', () => {
    const insert = database.prepare('INSERT INTO tickets (nonce_digest, used_at) VALUES (?, ?) ON CONFLICT DO NOTHING');
    // The nonce is a right to run; only its digest is kept.
    isFirst = insert.run(createHash('sha256').update(nonce).digest('hex'), usedAt).changes === 1;
  });
  return isFirst;
}

async function keepOutput(store: EvidenceStore, result: StepResult, serialized?: SerializedOutput): Promise<void> {
  if (result.output === undefined) return;
  await store.put(serialized ?? serializeOutput(result.output));
}

/**
 * Opens a journal; the database is opened, and SQLite loaded, on its first use.
 * The methods throw CloudOpsError `JOURNAL_LOCKED`, `JOURNAL_CORRUPT`, `JOURNAL_READ_ONLY`, `JOURNAL_FULL`, `JOURNAL_TOO_NEW`,
 * `JOURNAL_FAILED`, `EVIDENCE_CORRUPT`.
 */
export function openJournal({ databasePath, evidenceFolder, clock }: OpenJournalOptions): Journal {
  const store = createEvidenceStore(evidenceFolder);
  let opening: Promise<DatabaseSync> | undefined;
  const open = (): Promise<DatabaseSync> => {
    opening ??= openDatabase(databasePath).catch((error: unknown) => {
      // What stood in the way may be gone at the next use.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const use = async <Result>(work: (database: DatabaseSync) => Result | Promise<Result>): Promise<Result> => {
    try {
      return await work(await open());
    } catch (error) {
      throw toJournalError(error, databasePath);
    }
  };
  return {
    begin: (run) => use((database) => insertRun(database, run)),
    stepFinished: async (runId, result, serialized) => {
      try {
        // Evidence first: a row in the database promises that its output is there.
        await keepOutput(store, result, serialized);
      } catch (error) {
        throw toJournalError(error, evidenceFolder);
      }
      await use((database) => insertStep(database, runId, result));
    },
    finish: (run) => use((database) => updateRun(database, run)),
    list: (options) => use((database) => listRuns(database, store, options?.last ?? defaultLast)),
    get: (runId) => use((database) => lookUpRun(database, store, runId)),
    useTicket: (nonce) => use((database) => insertTicket(database, nonce, new Date(clock.now()).toISOString())),
    close: async () => {
      const database = await opening?.catch(() => undefined);
      opening = undefined;
      if (database?.isOpen) database.close();
    },
  };
}
