import type { DatabaseSync } from 'node:sqlite';
import type { Run, StepResult } from '@cloudops/spec';
import type { RunEnding, TypicalDuration } from './journal.ts';
import { listObjectKeys, unlockObjects } from './object-locks.ts';
import { settleSpending } from './spending.ts';

/** Keeps a step's result without its output; the first one stays. */
export function insertStep(database: DatabaseSync, runId: string, result: StepResult): void {
  writeStep(database, runId, result, 'NOTHING');
}

function writeStep(database: DatabaseSync, runId: string, result: StepResult, onConflict: string): void {
  const { output: _, ...rest } = result;
  const insert = database.prepare(
    `INSERT INTO steps (run_id, step, status, digest, result) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO ${onConflict}`,
  );
  insert.run(runId, result.step, result.status, result.digest, JSON.stringify(rest));
}

const replace = 'UPDATE SET status = excluded.status, digest = excluded.digest, result = excluded.result';

function settleChanges(database: DatabaseSync, run: Run, { changes = [], unsettled = [] }: RunEnding): void {
  const settle = database.prepare(`UPDATE changes SET phase = 'settled', updated_at = ? WHERE run_id = ? AND step = ?`);
  for (const result of run.results) {
    if (!changes.includes(result.step)) continue;
    writeStep(database, run.id, result, replace);
    if (!unsettled.includes(result.step)) settle.run(run.finished_at, run.id, result.step);
  }
  unlockObjects(
    database,
    run.id,
    listObjectKeys(run.plan, (step) => unsettled.includes(step)),
  );
}

/** Writes how a run ended, and lets go of what it held. To be called in a transaction. */
export function finishRun(database: DatabaseSync, run: Run, ending: RunEnding): void {
  if (run.plan.change !== undefined) settleChanges(database, run, ending);
  if (ending.spent !== undefined) settleSpending(database, run.id, ending.spent);
  const update = database.prepare('UPDATE runs SET status = ?, finished_at = ?, calls = ? WHERE id = ?');
  update.run(run.status, run.finished_at, JSON.stringify(run.calls), run.id);
}

const lastDurations = `
SELECT started_at, finished_at FROM runs
WHERE playbook = ? AND status = 'completed' AND rolls_back IS NULL ORDER BY id DESC LIMIT 100`;

/** The median of how long the last hundred completed runs of a playbook took. */
export function findTypicalDuration(database: DatabaseSync, playbookId: string): TypicalDuration | undefined {
  const rows = database.prepare(lastDurations).all(playbookId) as unknown as readonly Record<string, string>[];
  const durations = rows
    .map(({ started_at = '', finished_at = '' }) => Date.parse(finished_at) - Date.parse(started_at))
    .filter((ms) => ms >= 0)
    .sort((a, b) => a - b);
  const upper = durations[Math.floor(durations.length / 2)];
  const lower = durations[Math.ceil(durations.length / 2) - 1];
  if (upper === undefined || lower === undefined) return undefined;
  return { median_ms: Math.round((lower + upper) / 2), runs: durations.length };
}
