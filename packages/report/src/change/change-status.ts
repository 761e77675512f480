import type { ReportedChange, ReportStatus } from '@cloudops/spec';

/** How well the changes went: `partial` where the world is neither as before nor as wanted, or nobody knows. */
export function toChangeStatus(
  changes: readonly ReportedChange[],
): Extract<ReportStatus, 'completed' | 'partial' | 'failed'> {
  const states = new Set(changes.map(({ outcome }) => outcome.state));
  if (states.has('unknown') || states.has('stands')) return 'partial';
  const missed = states.has('not-done') || states.has('undone');
  if (missed) return states.has('changed') ? 'partial' : 'failed';
  return changes.some(isUnhealed) ? 'partial' : 'completed';
}

/** Whether a change was made, and nobody saw it work. */
export function isUnhealed({ outcome }: ReportedChange): boolean {
  return outcome.state === 'changed' && outcome.verification?.outcome !== 'healed';
}
