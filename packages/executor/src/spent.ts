import type { Run } from '@cloudops/spec';
import type { ExecuteOptions } from './execute-options.ts';
import type { BudgetAmounts } from './journal/budget.ts';

/** What a run used of its budgets; what nobody counted stays as it was set aside. @param changes objects changed. */
export function toSpent(
  run: Run,
  changes: number,
  { costMicroUsd }: Pick<ExecuteOptions, 'costMicroUsd'>,
): Partial<BudgetAmounts> {
  const calls = Object.values(run.calls).reduce((sum, count) => sum + count, 0);
  const cost = readCost(costMicroUsd);
  return { changes, calls, ...(cost === undefined ? {} : { cost_microusd: cost }) };
}

/** A caller's fault must not keep a run from being written down. */
function readCost(costMicroUsd: (() => number) | undefined): number | undefined {
  try {
    const cost = Math.ceil(costMicroUsd?.() ?? Number.NaN);
    return Number.isSafeInteger(cost) && cost >= 0 ? cost : undefined;
  } catch {
    return undefined;
  }
}
