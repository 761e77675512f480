import type { DecisionOutcome, Principal } from '@cloudops/spec';
import { decide } from './decide.ts';
import { freezesAt } from './people/freeze.ts';
import { rolesOf } from './people/person.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { PolicySet } from './policy-set.ts';

/** One change of circumstances that would better the outcome. */
export interface Remedy {
  /** What would have to be otherwise, such as `with a short-lived credential`. */
  readonly change: string;
  /** The outcome then. */
  readonly outcome: DecisionOutcome;
}

const strictness: readonly DecisionOutcome[] = ['auto-approve', 'approved', 'needs-approval', 'deny'];

/**
 * Says what else would change the outcome, by asking again with one thing different: the credential, a role, the freeze,
 * the size, the cost, who runs it. It is knowledge, not advice: a rule is there for a reason.
 * @returns only what betters the outcome, in a fixed order; empty when nothing tried does, or nothing stands against it.
 */
export function findRemedies(request: PolicyRequest, policySet: PolicySet): readonly Remedy[] {
  const before = strictness.indexOf(decide(request, policySet).outcome);
  const better = (change: string, given: PolicyRequest, under: PolicySet = policySet): readonly Remedy[] => {
    const { outcome } = decide(given, under);
    return strictness.indexOf(outcome) < before ? [{ change, outcome }] : [];
  };
  const as = (principal: Partial<Principal>): PolicyRequest => ({
    ...request,
    principal: { ...request.principal, ...principal },
  });
  if (before === strictness.indexOf('auto-approve')) return [];
  return [
    ...better('with a credential that is known to expire', as({ credential: 'short-lived' })),
    ...better('run by a person', as({ kind: 'human' })),
    ...missingRoles(request, policySet).flatMap((role) =>
      better(`if ${request.principal.id} held the role ${role}`, request, withRole(policySet, role, request)),
    ),
    ...afterFreezes(request, policySet).flatMap(({ name, until }) =>
      better(`after the freeze ${name}, from ${new Date(until).toISOString()}`, { ...request, now: until }),
    ),
    ...better('touching one resource only', { ...request, context: { ...request.context, blast_radius: 1 } }),
    ...better('adding nothing to the monthly bill', { ...request, context: { ...request.context, monthly_cents: 0 } }),
  ];
}

function missingRoles({ principal }: PolicyRequest, { data }: PolicySet): readonly string[] {
  const held = rolesOf(data, principal.id);
  return Object.keys(data.roles)
    .filter((role) => !held.includes(role))
    .sort();
}

function withRole(policySet: PolicySet, role: string, { principal }: PolicyRequest): PolicySet {
  const { data } = policySet;
  const roles = { ...data.roles, [role]: [...(data.roles[role] ?? []), principal.id] };
  return { ...policySet, data: { ...data, roles } };
}

/** The freezes in force, each with its end; nothing when there is none. */
function afterFreezes({ plan, now }: PolicyRequest, { data }: PolicySet): readonly { name: string; until: number }[] {
  const touched = plan.targets.map(({ environment }) =>
    data.environments.includes(environment) ? environment : 'prod',
  );
  const all = [...new Set(touched)].flatMap((environment) => freezesAt(data, environment, now));
  const longest = all.sort((left, right) => left.until - right.until).at(-1);
  return longest === undefined ? [] : [longest];
}
