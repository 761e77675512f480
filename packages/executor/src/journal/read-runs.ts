import type { DatabaseSync } from 'node:sqlite';
import { type Plan, type Run, runSchema, type StepResult } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';
import type { EvidenceStore } from './evidence-store.ts';
import type { RunLookup, RunOutcome, RunSummary } from './journal.ts';

interface RunRow {
  readonly id: string;
  readonly plan: string;
  readonly started_at: string;
  readonly status: string | null;
  readonly finished_at: string | null;
  readonly calls: string | null;
  readonly rolls_back: string | null;
}

interface StepRow {
  readonly status: string;
  readonly digest: string | null;
  readonly result: string;
}

function readSteps(database: DatabaseSync, runId: string): readonly StepRow[] {
  const select = database.prepare('SELECT status, digest, result FROM steps WHERE run_id = ? ORDER BY step');
  return select.all(runId) as unknown as readonly StepRow[];
}

function parseRow<Value>(text: string, runId: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    throw unreadable(runId, error);
  }
}

function unreadable(runId: string, cause: unknown): Error {
  return createExecutorError({
    code: 'JOURNAL_CORRUPT',
    message: `The run journal holds run ${runId} in a form that cannot be read.`,
    nextSteps: ['Restore the journal from a backup, or run the plan again.'],
    cause,
  });
}

function countUnsettled(database: DatabaseSync, runId: string): number {
  const select = database.prepare(`SELECT count(*) AS count FROM changes WHERE run_id = ? AND phase <> 'settled'`);
  return Number(select.get(runId)?.count);
}

function toSummary(database: DatabaseSync, row: RunRow, store: EvidenceStore): RunSummary {
  const steps = readSteps(database, row.id);
  const unsettled = countUnsettled(database, row.id);
  const plan = parseRow<Plan>(row.plan, row.id);
  const isComplete = steps.every((step) => step.digest === null || store.has(step.digest));
  return {
    id: row.id,
    plan_id: plan.id,
    playbook: plan.playbook.id,
    question: plan.intent.question,
    outcome: (row.status ?? 'outcome unknown') as RunOutcome,
    started_at: row.started_at,
    finished_at: row.finished_at,
    steps: steps.length,
    unknown: steps.filter((step) => step.status === 'unknown').length,
    replayable: row.status !== null && steps.length === plan.steps.length && isComplete,
    ...(unsettled === 0 ? {} : { unsettled }),
    ...(row.rolls_back === null ? {} : { rolls_back: row.rolls_back }),
  };
}

/** Lists the most recent runs, newest first. */
export function listRuns(database: DatabaseSync, store: EvidenceStore, last: number): readonly RunSummary[] {
  const select = database.prepare('SELECT * FROM runs ORDER BY id DESC LIMIT ?');
  const rows = select.all(last) as unknown as readonly RunRow[];
  return rows.map((row) => toSummary(database, row, store));
}

async function readResult(row: StepRow, runId: string, store: EvidenceStore): Promise<StepResult> {
  const result = parseRow<StepResult>(row.result, runId);
  return result.digest === null ? result : { ...result, output: await store.get(result.digest) };
}

function createMissing(step: string, action: string, startedAt: string): StepResult {
  const message = 'the run ended without a word before this step did';
  const reason = { kind: 'interrupted', message } as const;
  return { step, action, status: 'unknown', reason, digest: null, started_at: startedAt, duration_ms: 0, calls: 0 };
}

function assemble(row: RunRow, journaled: readonly StepResult[]): Run {
  const plan = parseRow<Plan>(row.plan, row.id);
  const byStep = new Map(journaled.map((result) => [result.step, result]));
  return {
    schema_version: 1,
    id: row.id,
    plan,
    status: (row.status ?? 'interrupted') as Run['status'],
    results: plan.steps.map(({ id, action }) => byStep.get(id) ?? createMissing(id, action, row.started_at)),
    started_at: row.started_at,
    finished_at: row.finished_at ?? row.started_at,
    calls: parseRow<Run['calls']>(row.calls ?? '{}', row.id),
  };
}

/**
 * Reads a run with all its evidence.
 * @throws CloudOpsError `JOURNAL_CORRUPT`, `EVIDENCE_CORRUPT`.
 */
export async function lookUpRun(database: DatabaseSync, store: EvidenceStore, runId: string): Promise<RunLookup> {
  const row = database.prepare('SELECT * FROM runs WHERE id = ?').get(runId) as unknown as RunRow | undefined;
  if (row === undefined) return { kind: 'absent' };
  const journaled = await Promise.all(readSteps(database, runId).map((step) => readResult(step, runId, store)));
  const run = assemble(row, journaled);
  // Outputs are checked by their digest; walking them again would cost as much as reading them.
  const checked = runSchema.safeParse({ ...run, results: run.results.map(({ output: _, ...rest }) => rest) });
  if (!checked.success) throw unreadable(runId, checked.error);
  return { kind: 'found', outcome: (row.status ?? 'outcome unknown') as RunOutcome, run };
}
