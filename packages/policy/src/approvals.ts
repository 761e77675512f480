import { datetime, planEntity, rolesOf, uid, userEntity } from './entities.ts';
import { compareText } from './policy-problem.ts';
import type { Approval, PolicyRequest } from './policy-request.ts';
import type { Answer, PolicySet } from './policy-set.ts';

/** The approvals of a request, sorted into those that count and those that do not. */
export interface CountedApprovals {
  /** Distinct approvers whose approval counts, sorted. */
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
    const roles = approvingRoles(approval, policySet);
    const answer = askApproval({ request, policySet, environments, approval, roles });
    errors.push(...answer.errors);
    if (answer.allow) counted.set(approval.by, new Set([...(counted.get(approval.by) ?? []), ...roles]));
    else rejected.push({ by: approval.by, policies: answer.by });
  }
  const roles = new Set([...counted.values()].flatMap((held) => [...held]));
  return {
    by: [...counted.keys()].sort(compareText),
    roles: [...roles].sort(compareText),
    rejected: rejected.sort((left, right) => compareText(left.by, right.by)),
    errors,
  };
}

/** Who could still give an approval that counts, out of everybody whom the data names; sorted. */
export function eligibleApprovers(
  request: PolicyRequest,
  policySet: PolicySet,
  counted: { readonly environments: readonly string[]; readonly by: readonly string[] },
): readonly string[] {
  const named = new Set(Object.values(policySet.data.roles).flat());
  const candidates = [...named].filter((id) => id !== '*' && !counted.by.includes(id));
  return candidates.sort(compareText).filter((by) => {
    const roles = rolesOf(policySet.data, by);
    const at = new Date(request.now).toISOString();
    const approval: Approval = { by, kind: 'human', roles, plan_digest: request.plan.id, at };
    return askApproval({ request, policySet, environments: counted.environments, approval, roles }).allow;
  });
}

function approvingRoles(approval: Approval, policySet: PolicySet): readonly string[] {
  return rolesOf(policySet.data, approval.by).filter((role) => approval.roles.includes(role));
}

interface ApprovalQuestion {
  readonly request: PolicyRequest;
  readonly policySet: PolicySet;
  readonly environments: readonly string[];
  readonly approval: Approval;
  readonly roles: readonly string[];
}

function askApproval(question: ApprovalQuestion): Answer {
  const { request, policySet, approval } = question;
  const approver = { id: approval.by, kind: approval.kind ?? 'unknown', credential: 'unknown', establishedBy: '' };
  const plan = { id: request.plan.id, requester: request.principal.id, environments: question.environments };
  return policySet.ask({
    principal: uid('User', approval.by),
    action: uid('Action', 'approve'),
    resource: uid('Plan', request.plan.id),
    entities: [userEntity({ ...approver, roles: question.roles }), planEntity(plan)],
    context: {
      now: datetime(request.now),
      approvedAt: datetime(Date.parse(approval.at)),
      planDigest: approval.plan_digest,
    },
  });
}
