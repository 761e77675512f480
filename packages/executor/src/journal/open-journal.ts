import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Json, StepResult } from '@cloudops/spec';
import { type SerializedOutput, serializeOutput } from '../step/output.ts';
import { beginRun, findBeginning, findPlanUse } from './begin-run.ts';
import { insertIntent, readChanges, updateChange } from './change-rows.ts';
import { openDatabase } from './database.ts';
import { createEvidenceStore, type EvidenceStore } from './evidence-store.ts';
import { findTypicalDuration, finishRun, insertStep } from './finish-run.ts';
import type { Journal } from './journal.ts';
import { toJournalError } from './journal-error.ts';
import { listRuns, lookUpRun } from './read-runs.ts';
import { holdRun } from './run-hold.ts';
import { readSpending } from './spending.ts';
import { write } from './write.ts';

/** Where a journal lives. */
export interface OpenJournalOptions {
  /** The SQLite file; made with its folder on first use. A local disk: SQLite's locks do not hold on NFS. */
  readonly databasePath: string;
  /** The folder for outputs; made on first use. */
  readonly evidenceFolder: string;
  readonly clock: Pick<Clock, 'now'>;
}

const defaultLast = 20;

type Use = <Result>(work: (database: DatabaseSync) => Result | Promise<Result>) => Promise<Result>;

/** Opens the database on its first use, and names the file in what goes wrong. */
function createUse(databasePath: string): { readonly use: Use; close(): Promise<void> } {
  let opening: Promise<DatabaseSync> | undefined;
  const open = (): Promise<DatabaseSync> => {
    opening ??= openDatabase(databasePath).catch((error: unknown) => {
      // What stood in the way may be gone at the next use.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    use: async (work) => {
      try {
        return await work(await open());
      } catch (error) {
        throw toJournalError(error, databasePath);
      }
    },
    close: async () => {
      const database = await opening?.catch(() => undefined);
      opening = undefined;
      if (database?.isOpen) database.close();
    },
  };
}

/** Keeps outputs, and names the folder in what goes wrong. */
function createKeep(store: EvidenceStore, evidenceFolder: string): (output: SerializedOutput) => Promise<string> {
  return async (output) => {
    try {
      await store.put(output);
      return output.digest;
    } catch (error) {
      throw toJournalError(error, evidenceFolder);
    }
  };
}

function insertTicket(database: DatabaseSync, nonce: string, usedAt: string): boolean {
  return write(database, 'FULL', () => {
    const insert = database.prepare('INSERT INTO tickets (nonce_digest, used_at) VALUES (?, ?) ON CONFLICT DO NOTHING');
    // The nonce is a right to run; only its digest is kept.
    return insert.run(createHash('sha256').update(nonce).digest('hex'), usedAt).changes === 1;
  });
}

/**
 * Opens a journal; the database is opened, and SQLite loaded, on its first use.
 * The methods throw CloudOpsError `JOURNAL_LOCKED`, `JOURNAL_CORRUPT`, `JOURNAL_READ_ONLY`, `JOURNAL_FULL`, `JOURNAL_TOO_NEW`,
 * `JOURNAL_FAILED`, `EVIDENCE_CORRUPT`; `begin` also `PLAN_USED`, `OBJECT_LOCKED`, `BUDGET_EXCEEDED`.
 */
export function openJournal({ databasePath, evidenceFolder, clock }: OpenJournalOptions): Journal {
  const store = createEvidenceStore(evidenceFolder);
  const { use, close } = createUse(databasePath);
  const keep = createKeep(store, evidenceFolder);
  const timestamp = (): string => new Date(clock.now()).toISOString();
  const keepOutput = async ({ output }: StepResult, serialized?: SerializedOutput): Promise<void> => {
    if (output !== undefined) await keep(serialized ?? serializeOutput(output));
  };
  return {
    begin: (run, claims = {}) => use((database) => write(database, 'FULL', () => beginRun(database, run, claims))),
    stepFinished: async (runId, result, serialized) => {
      // Evidence first: a row in the database promises that its output is there.
      await keepOutput(result, serialized);
      await use((database) => write(database, 'NORMAL', () => insertStep(database, runId, result)));
    },
    finish: async (run, ending = {}) => {
      const changes = run.results.filter(({ step }) => ending.changes?.includes(step));
      for (const result of changes) await keepOutput(result);
      await use((database) => write(database, 'FULL', () => finishRun(database, run, ending)));
    },
    list: (options) => use((database) => listRuns(database, store, options?.last ?? defaultLast)),
    get: (runId) => use((database) => lookUpRun(database, store, runId)),
    useTicket: (nonce) => use((database) => insertTicket(database, nonce, timestamp())),
    findBeginning: (runId) => use((database) => findBeginning(database, runId)),
    findPlanUse: (planId) => use((database) => findPlanUse(database, planId)),
    hold: (runId) => use(() => holdRun(databasePath, runId)),
    changeIntended: async ({ run_id, step, before }) => {
      const observation = await keep(serializeOutput(before as unknown as Json));
      const row = { runId: run_id, step, observation, updatedAt: timestamp() };
      await use((database) => write(database, 'FULL', () => insertIntent(database, row)));
    },
    changeMoved: (move) => use((database) => write(database, 'FULL', () => updateChange(database, move, timestamp()))),
    listChanges: (runId) => use((database) => readChanges(database, store, runId)),
    readSpending: (limits) => use((database) => readSpending(database, limits)),
    typicalDuration: (playbookId) => use((database) => findTypicalDuration(database, playbookId)),
    close,
  };
}
