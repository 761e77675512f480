import type { NotChecked, ReportedChange } from '@cloudops/spec';

/** What nobody knows of the changes: whether one was made, and whether one that was made works. */
export function findChangeGaps(changes: readonly ReportedChange[]): readonly NotChecked[] {
  return changes.flatMap(({ step, title, outcome }) => {
    const name = title === '' ? step : title;
    if (outcome.state === 'unknown') {
      return [
        {
          what: `${name}: whether it was done`,
          why: outcome.message,
          needs: 'cloudops runs resume with the id of this run',
        },
      ];
    }
    if (outcome.state !== 'changed' || outcome.verification !== null) return [];
    return [{ what: `${name}: whether it has had its effect`, why: outcome.message, needs: '' }];
  });
}
