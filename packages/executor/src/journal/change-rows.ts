import type { DatabaseSync } from 'node:sqlite';
import type { ChangeVerification, Observation } from '@cloudops/spec';
import type { ChangePhase, ChangeRecord } from './change-record.ts';
import type { EvidenceStore } from './evidence-store.ts';

interface ChangeRow {
  readonly step: string;
  readonly phase: string;
  readonly observation: string;
  readonly verification: string | null;
  readonly updated_at: string;
}

/** What a row is made of; the observation is kept as evidence, under its digest. */
export interface ChangeRowInput {
  readonly runId: string;
  readonly step: string;
  readonly observation: string;
  readonly updatedAt: string;
}

/** Writes an intent; a second one for the same step replaces the first, which promised that nothing was done. */
export function insertIntent(database: DatabaseSync, row: ChangeRowInput): void {
  const insert = database.prepare(
    `INSERT INTO changes (run_id, step, phase, observation, updated_at) VALUES (?, ?, 'intent', ?, ?)
      ON CONFLICT DO UPDATE SET phase = excluded.phase, observation = excluded.observation, updated_at = excluded.updated_at`,
  );
  insert.run(row.runId, row.step, row.observation, row.updatedAt);
}

/** What a change moves to. */
export interface ChangeMove {
  readonly runId: string;
  readonly step: string;
  readonly phase: ChangePhase;
  /** Stays as it was when left out. */
  readonly verification?: ChangeVerification;
}

/** Writes that a change moved on. */
export function updateChange(database: DatabaseSync, move: ChangeMove, updatedAt: string): void {
  const update = database.prepare(
    'UPDATE changes SET phase = ?, verification = coalesce(?, verification), updated_at = ? WHERE run_id = ? AND step = ?',
  );
  const verification = move.verification === undefined ? null : JSON.stringify(move.verification);
  update.run(move.phase, verification, updatedAt, move.runId, move.step);
}

/** Reads all changes of a run that were ever meant to be made, observations included, sorted by step. */
export async function readChanges(
  database: DatabaseSync,
  store: EvidenceStore,
  runId: string,
): Promise<readonly ChangeRecord[]> {
  const select = database.prepare('SELECT * FROM changes WHERE run_id = ? ORDER BY step');
  const rows = select.all(runId) as unknown as readonly ChangeRow[];
  return Promise.all(
    rows.map(async (row) => ({
      run_id: runId,
      step: row.step,
      phase: row.phase as ChangePhase,
      before: (await store.get(row.observation)) as unknown as Observation,
      verification: row.verification === null ? null : (JSON.parse(row.verification) as ChangeVerification),
      updated_at: row.updated_at,
    })),
  );
}
