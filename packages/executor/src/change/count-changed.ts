import type { ChangeOutcome, ChangeState, StepResult } from '@cloudops/spec';

const counted: readonly ChangeState[] = ['changed', 'undone', 'stands', 'unknown'];

/**
 * Counts the objects that were changed, or may have been, also where that was taken back: what budgets are charged with. One
 * that several steps changed counts for each.
 * @param results of steps that change something; one that was skipped counts nothing.
 */
export function countChanged(results: readonly StepResult[]): number {
  return results.reduce((sum, { output }) => {
    const outcome = output as unknown as ChangeOutcome | undefined;
    return outcome !== undefined && counted.includes(outcome.state) ? sum + outcome.objects.length : sum;
  }, 0);
}
