import type { DatabaseSync } from 'node:sqlite';
import type { Envelope, Plan } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';
import type { FoundBeginning, PlanUse, RunBeginning, RunClaims } from './journal.ts';
import { listObjectKeys, lockObjects } from './object-locks.ts';
import { reserve } from './spending.ts';

/** Finds which run used a plan up. */
export function findPlanUse(database: DatabaseSync, planId: string): PlanUse | undefined {
  const row = database.prepare('SELECT run_id, used_at FROM plans WHERE id = ?').get(planId);
  return row === undefined ? undefined : ({ ...row } as unknown as PlanUse);
}

function usePlan(database: DatabaseSync, run: RunBeginning): void {
  const used = findPlanUse(database, run.plan.id);
  if (used !== undefined) {
    throw createExecutorError({
      code: 'PLAN_USED',
      message: `Plan ${run.plan.id} was applied before, by run ${used.run_id} at ${used.used_at}; a plan that changes something is good for one run.`,
      nextSteps: [`See what became of it: cloudops runs show ${used.run_id}`, 'Make a new plan.'],
    });
  }
  const insert = database.prepare('INSERT INTO plans (id, run_id, used_at) VALUES (?, ?, ?)');
  insert.run(run.plan.id, run.id, run.started_at);
}

function insertRun(database: DatabaseSync, run: RunBeginning): void {
  const insert = database.prepare(
    'INSERT INTO runs (id, plan, started_at, playbook, principal, approvals, rolls_back) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const approvals = run.approvals === undefined ? null : JSON.stringify(run.approvals);
  const { id, plan, started_at, principal = null, rolls_back = null } = run;
  insert.run(id, JSON.stringify(plan), started_at, plan.playbook.id, principal, approvals, rolls_back);
}

/**
 * Begins a run with all that it claims. To be called in a transaction.
 * @throws CloudOpsError `PLAN_USED`, `OBJECT_LOCKED`, `BUDGET_EXCEEDED`.
 */
export function beginRun(database: DatabaseSync, run: RunBeginning, { reservation, steps }: RunClaims): void {
  insertRun(database, run);
  if (run.plan.change !== undefined) {
    if (run.rolls_back === undefined) usePlan(database, run);
    lockObjects(
      database,
      run,
      listObjectKeys(run.plan, (step) => steps?.includes(step) ?? true),
    );
  }
  if (reservation !== undefined) reserve(database, run, reservation);
}

interface BeginningRow {
  readonly id: string;
  readonly plan: string;
  readonly started_at: string;
  readonly principal: string | null;
  readonly approvals: string | null;
  readonly rolls_back: string | null;
}

/** Reads what a run was begun with. @throws SyntaxError for a damaged row. */
export function findBeginning(database: DatabaseSync, runId: string): FoundBeginning | undefined {
  const row = database.prepare('SELECT * FROM runs WHERE id = ?').get(runId) as unknown as BeginningRow | undefined;
  if (row === undefined) return undefined;
  const plan = JSON.parse(row.plan) as Plan;
  const reserved = database.prepare('SELECT 1 FROM spending WHERE run_id = ? LIMIT 1').get(runId);
  return {
    id: row.id,
    plan,
    started_at: row.started_at,
    is_held: plan.change !== undefined || reserved !== undefined,
    ...(row.principal === null ? {} : { principal: row.principal }),
    ...(row.approvals === null ? {} : { approvals: JSON.parse(row.approvals) as readonly Envelope[] }),
    ...(row.rolls_back === null ? {} : { rolls_back: row.rolls_back }),
  };
}
