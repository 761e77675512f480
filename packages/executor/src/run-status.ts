import type { Plan, RunStatus, StepResult, UnknownReason } from '@cloudops/spec';

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
