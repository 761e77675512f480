import type { DatabaseSync } from 'node:sqlite';
import { createExecutorError } from '../errors.ts';
import type { BudgetAmounts, BudgetLimit, BudgetReservation, BudgetSpending } from './budget.ts';

const kinds = ['changes', 'calls', 'cost_microusd'] as const;

const sums = `
SELECT coalesce(sum(changes), 0) AS changes, coalesce(sum(calls), 0) AS calls,
  coalesce(sum(cost_microusd), 0) AS cost_microusd
FROM spending WHERE name = ? AND key = ? AND started_at >= ? AND settled <= ?`;

function sumUp(database: DatabaseSync, limit: BudgetLimit, settled: 0 | 1): BudgetAmounts {
  const start = new Date(limit.windowStart).toISOString();
  return database.prepare(sums).get(limit.name, limit.key, start, settled) as unknown as BudgetAmounts;
}

/** Reads what is used up of each limit. */
export function readSpending(database: DatabaseSync, limits: readonly BudgetLimit[]): readonly BudgetSpending[] {
  return limits.map((limit) => ({
    limit,
    spent: { ...sumUp(database, limit, 1) },
    reserved: { ...sumUp(database, limit, 0) },
  }));
}

function say(kind: (typeof kinds)[number], amount: number): string {
  return kind === 'cost_microusd' ? `US$ ${(amount / 1e6).toFixed(2)}` : `${amount} ${kind}`;
}

function assertWithin(limit: BudgetLimit, spent: BudgetAmounts, asked: BudgetAmounts): void {
  for (const kind of kinds) {
    const most = limit.max[kind];
    // Written so that what is no number is refused.
    if (most === undefined || spent[kind] + asked[kind] <= most) continue;
    throw createExecutorError({
      code: 'BUDGET_EXCEEDED',
      message:
        `The budget ${limit.name} of ${limit.key} allows ${say(kind, most)} until ${limit.windowEnd}: ` +
        `${say(kind, spent[kind])} are spent or set aside, and this run asks for ${say(kind, asked[kind])}.`,
      nextSteps: [
        `Wait until ${limit.windowEnd}.`,
        'Have the budget raised in the policies’ data.',
        'See what is set aside by runs whose process died, and resume them: cloudops runs list',
      ],
    });
  }
}

function assertAmounts(amounts: BudgetAmounts): void {
  if (kinds.every((kind) => Number.isSafeInteger(amounts[kind]) && amounts[kind] >= 0)) return;
  throw createExecutorError({
    code: 'PLAN_INVALID',
    message: 'The run cannot begin: what it asks of its budgets is no whole number.',
    source: 'toolkit',
  });
}

/** Whose run it is that spends, and since when. */
export interface Spender {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
}

/**
 * Sets amounts aside for a run. To be called in the transaction that begins it.
 * @throws CloudOpsError `BUDGET_EXCEEDED` when one limit has too little left.
 */
export function reserve(database: DatabaseSync, run: Spender, { limits, amounts }: BudgetReservation): void {
  assertAmounts(amounts);
  for (const limit of limits) assertWithin(limit, sumUp(database, limit, 1), amounts);
  const insert = database.prepare(
    'INSERT INTO spending (run_id, name, key, started_at, changes, calls, cost_microusd, settled) VALUES (?, ?, ?, ?, ?, ?, ?, 0)',
  );
  const { changes, calls, cost_microusd } = amounts;
  for (const { name, key } of limits) insert.run(run.id, name, key, run.started_at, changes, calls, cost_microusd);
}

/** Replaces what a run set aside by what it used, also when that is more; what is left out stays as it was set aside. */
export function settleSpending(database: DatabaseSync, runId: string, spent: Partial<BudgetAmounts>): void {
  const update = database.prepare(
    `UPDATE spending SET changes = coalesce(?, changes), calls = coalesce(?, calls),
      cost_microusd = coalesce(?, cost_microusd), settled = 1 WHERE run_id = ?`,
  );
  update.run(spent.changes ?? null, spent.calls ?? null, spent.cost_microusd ?? null, runId);
}
