import type { ChangeState, Plan, RunStatus, StepResult, UnknownReason } from '@cloudops/spec';
import type { Standing } from './change/standing.ts';

/** Whether a step tried to learn something from a provider: it sent a request, or could not even do that. */
function hasTouchedProvider(result: StepResult): boolean {
  return result.status !== 'skipped' && (result.calls > 0 || result.status === 'unknown');
}

/**
 * Tells how a run ended. `failed` = everything that asked a provider stayed unknown; an analyzer that made do with nothing
 * does not change that.
 */
export function toRunStatus(results: readonly StepResult[], stopped: UnknownReason | undefined): RunStatus {
  if (results.every((result) => result.status !== 'unknown')) return 'completed';
  if (stopped?.kind === 'interrupted') return 'interrupted';
  return results.filter(hasTouchedProvider).every((result) => result.status === 'unknown') ? 'failed' : 'partial';
}

const standing: readonly ChangeState[] = ['changed', 'stands', 'unknown'];

/**
 * Tells how a run that was to change something ended. `completed` = all of it was done and works. `partial` = something is not
 * as it was, or nobody knows. `failed` and `interrupted` = all is as it was.
 */
export function toChangeStatus(
  results: readonly StepResult[],
  standings: readonly Pick<Standing, 'state' | 'fault'>[],
  stopped: UnknownReason | undefined,
): RunStatus {
  if (standings.every(({ fault }) => fault === undefined)) {
    const status = toRunStatus(results, stopped);
    return status === 'completed' ? status : 'partial';
  }
  if (standings.some(({ state }) => standing.includes(state))) return 'partial';
  return stopped?.kind === 'interrupted' ? 'interrupted' : 'failed';
}

/**
 * Tells how a run that took changes back ended. `completed` = all is as it was before them. `partial` = some of it is, or nobody
 * knows. `failed` and `interrupted` = none is.
 */
export function toRollbackStatus(
  _: readonly StepResult[],
  standings: readonly Pick<Standing, 'state' | 'fault'>[],
  stopped: UnknownReason | undefined,
): RunStatus {
  if (standings.every(({ fault }) => fault === undefined)) return 'completed';
  if (standings.some(({ state }) => state === 'undone' || state === 'unknown')) return 'partial';
  return stopped?.kind === 'interrupted' ? 'interrupted' : 'failed';
}

/** Adds up the API requests by provider, sorted by name. */
export function countCalls(plan: Plan, results: readonly StepResult[]): Readonly<Record<string, number>> {
  const providers = [...new Set(plan.steps.map((step) => step.provider))].sort();
  return Object.fromEntries(
    providers.map((provider) => {
      const ids = new Set(plan.steps.filter((step) => step.provider === provider).map((step) => step.id));
      const calls = results.reduce((sum, result) => sum + (ids.has(result.step) ? result.calls : 0), 0);
      return [provider, calls];
    }),
  );
}
