import { nearestNames } from '@cloudops/planner';
import { CloudOpsError } from '@cloudops/spec';

/** What is looked up, and how to list what there is. */
export interface Lookup {
  /** Such as `finding code`. */
  readonly what: string;
  readonly wanted: string;
  readonly names: readonly string[];
  /** The command that lists them. */
  readonly list: string;
}

/** The error for a name that does not exist, with the nearest that does. */
export function notFound({ what, wanted, names, list }: Lookup): CloudOpsError {
  const near = nearestNames(wanted, names).map((name) => `"${name}"`);
  const nearest = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return new CloudOpsError({
    code: 'NOT_FOUND',
    message: `There is no ${what} "${wanted}".${nearest}`,
    nextSteps: [`See what there is: ${list}`],
  });
}
