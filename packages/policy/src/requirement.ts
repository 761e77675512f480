import type { ApprovalRequirement } from '@cloudops/spec';
import type { CountedApprovals } from './approvals.ts';
import type { Answer } from './policy-set.ts';

/** Approvals as a question assumes them. */
export interface AssumedApprovals {
  readonly count: number;
  readonly roles: readonly string[];
}

/** What the three questions came to. */
export type Verdict =
  | { readonly kind: 'allowed'; readonly answer: Answer }
  | { readonly kind: 'held'; readonly answer: Answer; readonly then: Answer; readonly requirement: ApprovalRequirement }
  | { readonly kind: 'denied'; readonly answer: Answer };

/** What could be asked for at most. */
export interface ApprovalLimits {
  readonly maximum: number;
  readonly roles: readonly string[];
}

/**
 * Finds out whether something runs as is, with approvals, or not at all, by asking: as it stands; with every
 * conceivable approval; and then for the cheapest that suffices, fewest people first, then fewest roles. An annotation
 * on a policy could drift from its condition; this cannot. Relies on approvals being monotone: where they are not, it
 * errs to a denial.
 */
export function findVerdict(
  ask: (approvals: AssumedApprovals) => Answer,
  counted: Pick<CountedApprovals, 'by' | 'roles'>,
  limits: ApprovalLimits,
): Verdict {
  const asIs = ask({ count: counted.by.length, roles: counted.roles });
  if (asIs.allow) return { kind: 'allowed', answer: asIs };
  if (asIs.errors.length > 0) return { kind: 'denied', answer: asIs };
  const missing = limits.roles.filter((role) => !counted.roles.includes(role)).sort();
  const most = Math.max(limits.maximum, counted.by.length + 1);
  const withMost = ask({ count: most, roles: [...counted.roles, ...missing] });
  if (!withMost.allow) return { kind: 'denied', answer: withMost };
  for (let count = counted.by.length + 1; count <= most; count += 1) {
    const withAllRoles = ask({ count, roles: [...counted.roles, ...missing] });
    if (withAllRoles.errors.length > 0) return { kind: 'denied', answer: withAllRoles };
    if (!withAllRoles.allow) continue;
    for (const roles of subsets(missing)) {
      const then = ask({ count, roles: [...counted.roles, ...roles] });
      if (then.errors.length > 0) return { kind: 'denied', answer: then };
      if (then.allow) {
        return { kind: 'held', answer: asIs, then, requirement: { count: count - counted.by.length, roles } };
      }
    }
  }
  return { kind: 'denied', answer: withMost };
}

/** All subsets, smallest first, then in the order of the names. */
function subsets(names: readonly string[]): readonly (readonly string[])[] {
  let all: (readonly string[])[] = [[]];
  for (const name of names) all = [...all, ...all.map((subset) => [...subset, name])];
  return all.sort((left, right) => left.length - right.length);
}
