import type { ApprovalRequirement } from '@cloudops/spec';
import type { CountedApprovals, EligibleApprover } from './approvals.ts';
import type { Answer } from './policy-set.ts';

/** Approvals as a question assumes them. */
export interface AssumedApprovals {
  readonly count: number;
  readonly roles: readonly string[];
}

/** What the three questions came to. */
export type Verdict =
  | { readonly kind: 'allowed'; readonly answer: Answer }
  | {
      readonly kind: 'held';
      readonly answer: Answer;
      readonly then: Answer;
      readonly requirement: Required<ApprovalRequirement>;
    }
  | { readonly kind: 'denied'; readonly answer: Answer };

/** What a step is asked with. */
export interface VerdictQuestion {
  readonly ask: (approvals: AssumedApprovals) => Answer;
  readonly counted: Pick<CountedApprovals, 'by' | 'roles'>;
  /** What could be asked for at most. */
  readonly limits: { readonly maximum: number; readonly roles: readonly string[] };
  /** Who could still approve; asked only when it is needed. */
  readonly eligible: () => readonly EligibleApprover[];
}

/**
 * Finds out whether something runs as is, with approvals, or not at all, by asking: as it stands; with every
 * conceivable approval; and then for the cheapest that suffices and that real people can give, fewest people first, then
 * fewest roles. Where nobody can give any, the cheapest is told as one that cannot be satisfied. An annotation on a policy
 * could drift from its condition; this cannot. Relies on approvals being monotone: where they are not, it errs to a denial.
 */
export function findVerdict(question: VerdictQuestion): Verdict {
  const { ask, counted, limits } = question;
  const asIs = ask({ count: counted.by.length, roles: counted.roles });
  if (asIs.allow) return { kind: 'allowed', answer: asIs };
  if (asIs.errors.length > 0) return { kind: 'denied', answer: asIs };
  const missing = limits.roles.filter((role) => !counted.roles.includes(role)).sort();
  const most = Math.max(limits.maximum, counted.by.length + 1);
  const withMost = ask({ count: most, roles: [...counted.roles, ...missing] });
  if (!withMost.allow) return { kind: 'denied', answer: withMost };
  return search(question, { asIs, missing, most }) ?? { kind: 'denied', answer: withMost };
}

interface SearchSpace {
  readonly asIs: Answer;
  readonly missing: readonly string[];
  readonly most: number;
}

interface Sufficient {
  readonly count: number;
  readonly roles: readonly string[];
  readonly then: Answer;
}

function search(question: VerdictQuestion, { asIs, missing, most }: SearchSpace): Verdict | undefined {
  const { ask, counted } = question;
  const found: Sufficient[] = [];
  const hold = ({ count, roles, then }: Sufficient, satisfiable: boolean): Verdict => {
    const helps = (person: EligibleApprover): boolean =>
      (count > 0 && person.isNew) || roles.some((role) => person.roles.includes(role));
    const eligible = question
      .eligible()
      .filter(helps)
      .map(({ by }) => by);
    return { kind: 'held', answer: asIs, then, requirement: { count, roles, eligible, satisfiable } };
  };
  // Without one more person only if somebody who has approved already could do so under more of their roles.
  const least = question.eligible().some((person) => !person.isNew) ? 0 : 1;
  for (let count = least; counted.by.length + count <= most; count += 1) {
    for (const roles of subsets(missing)) {
      const isHarder = found.some(
        (known) => known.count === count && known.roles.every((role) => roles.includes(role)),
      );
      if (isHarder) continue;
      const then = ask({ count: counted.by.length + count, roles: [...counted.roles, ...roles] });
      if (then.errors.length > 0) return { kind: 'denied', answer: then };
      if (!then.allow) continue;
      const sufficient = { count, roles, then };
      if (isGivable(question, sufficient)) return hold(sufficient, true);
      found.push(sufficient);
    }
  }
  return found[0] === undefined ? undefined : hold(found[0], false);
}

/** Whether real people can give it, and their roles, all of them, still suffice. */
function isGivable({ ask, counted, eligible }: VerdictQuestion, { count, roles }: Sufficient): boolean {
  const people = chooseApprovers(eligible(), { count, roles });
  if (people === null) return false;
  const held = new Set([...counted.roles, ...people.flatMap((person) => person.roles)]);
  const heads = counted.by.length + people.filter((person) => person.isNew).length;
  return ask({ count: heads, roles: [...held].sort() }).allow;
}

/**
 * Chooses people who together are as many new ones as needed and hold all roles.
 * @returns null when there are none.
 */
function chooseApprovers(
  eligible: readonly EligibleApprover[],
  { count, roles }: { readonly count: number; readonly roles: readonly string[] },
): readonly EligibleApprover[] | null {
  const heads = (people: readonly EligibleApprover[]): number => people.filter((person) => person.isNew).length;
  // The fewest new people for each set of roles, the sets being bit masks.
  const best = new Map<number, readonly EligibleApprover[]>([[0, []]]);
  for (const person of eligible) {
    const brings = roles.reduce((mask, role, bit) => (person.roles.includes(role) ? mask | (1 << bit) : mask), 0);
    for (const [mask, people] of [...best]) {
      const known = best.get(mask | brings);
      const longer = [...people, person];
      if (known === undefined || heads(longer) < heads(known)) best.set(mask | brings, longer);
    }
  }
  const chosen = best.get((1 << roles.length) - 1);
  if (chosen === undefined || heads(chosen) > count) return null;
  const others = eligible.filter((person) => person.isNew && !chosen.includes(person));
  const all = [...chosen, ...others.slice(0, count - heads(chosen))];
  return heads(all) === count ? all : null;
}

/** All subsets, smallest first, then in the order of the names. */
function subsets(names: readonly string[]): readonly (readonly string[])[] {
  let all: (readonly string[])[] = [[]];
  for (const name of names) all = [...all, ...all.map((subset) => [...subset, name])];
  return all.sort((left, right) => left.length - right.length);
}
