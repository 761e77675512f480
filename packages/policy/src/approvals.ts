import { datetime, planEntity, uid, userEntity } from './entities.ts';
import { everybody, kindOf, nameOf, personOf, rolesOf } from './people/person.ts';
import { compareText } from './policy-problem.ts';
import type { Approval, PolicyRequest } from './policy-request.ts';
import type { Answer, PolicySet } from './policy-set.ts';

/** The approvals of a request, sorted into those that count and those that do not. */
export interface CountedApprovals {
  /** Distinct people whose approval counts, sorted. */
  readonly by: readonly string[];
  /** Roles that they bring together, sorted. */
  readonly roles: readonly string[];
  readonly rejected: readonly RejectedApproval[];
  /** Evaluation errors; any makes the decision a denial. */
  readonly errors: readonly string[];
}

/** An approval that does not count. */
export interface RejectedApproval {
  readonly by: string;
  /** The policies that refuse it; empty when none permits it. */
  readonly policies: readonly string[];
}

/** Somebody whose approval would count. */
export interface EligibleApprover {
  /** A person's name, or a principal id. */
  readonly by: string;
  /** Roles that they would bring, sorted. */
  readonly roles: readonly string[];
  /** False for who has approved already, under fewer roles than they hold. */
  readonly isNew: boolean;
}

/** Asks for each approval whether it counts; it is a request of its own, `Action::"approve"` on the plan. */
export function countApprovals(
  request: PolicyRequest,
  policySet: PolicySet,
  environments: readonly string[],
): CountedApprovals {
  const counted = new Map<string, Set<string>>();
  const rejected: RejectedApproval[] = [];
  const errors: string[] = [];
  for (const approval of request.approvals) {
    const by = nameOf(policySet.data, approval.by);
    const roles = rolesOf(policySet.data, approval.by).filter((role) => approval.roles.includes(role));
    const answer = askApproval({ request, policySet, environments, approval, roles });
    errors.push(...answer.errors);
    if (answer.allow) counted.set(by, new Set([...(counted.get(by) ?? []), ...roles]));
    else rejected.push({ by, policies: answer.by });
  }
  const roles = new Set([...counted.values()].flatMap((held) => [...held]));
  return {
    by: [...counted.keys()].sort(compareText),
    roles: [...roles].sort(compareText),
    rejected: rejected.sort((left, right) => compareText(left.by, right.by)),
    errors,
  };
}

/** Who could give an approval that counts and adds something, out of everybody whom the data names; sorted. */
export function eligibleApprovers(
  request: PolicyRequest,
  policySet: PolicySet,
  counted: Pick<CountedApprovals, 'by' | 'roles'> & { readonly environments: readonly string[] },
): readonly EligibleApprover[] {
  const { data } = policySet;
  const at = new Date(request.now).toISOString();
  return everybody(data).flatMap((by) => {
    const roles = rolesOf(data, by);
    const isNew = !counted.by.includes(by);
    const adds = data.approvals.roles.some((role) => roles.includes(role) && !counted.roles.includes(role));
    if (!isNew && !adds) return [];
    const kind = personOf(data, by)?.kind ?? 'human';
    const approval: Approval = { by, kind, roles, plan_digest: request.plan.id, at };
    const { allow } = askApproval({ request, policySet, environments: counted.environments, approval, roles });
    return allow ? [{ by, roles, isNew }] : [];
  });
}

interface ApprovalQuestion {
  readonly request: PolicyRequest;
  readonly policySet: PolicySet;
  readonly environments: readonly string[];
  readonly approval: Approval;
  readonly roles: readonly string[];
}

function askApproval({ request, policySet, environments, approval, roles }: ApprovalQuestion): Answer {
  const person = personOf(policySet.data, approval.by);
  const by = person?.name ?? approval.by;
  const approver = { id: by, kind: kindOf(approval.kind, person), credential: 'unknown', establishedBy: '' };
  return policySet.ask({
    principal: uid('User', by),
    action: uid('Action', 'approve'),
    resource: uid('Plan', request.plan.id),
    entities: [
      userEntity({ ...approver, roles }),
      planEntity({ id: request.plan.id, environments, ...whoseIs(request, policySet) }),
    ],
    context: {
      now: datetime(request.now),
      approvedAt: datetime(Date.parse(approval.at)),
      planDigest: approval.plan_digest,
    },
  });
}

/** Whose plan it is. What somebody is who asked elsewhere is known from the data alone. */
function whoseIs({ principal, requester }: PolicyRequest, { data }: PolicySet) {
  const runner = nameOf(data, principal.id);
  const asked = requester ?? principal.id;
  const person = personOf(data, asked);
  const name = person?.name ?? asked;
  const requesterKind = kindOf(name === runner ? principal.kind : undefined, person);
  return { requester: name, requesterKind, runner };
}
