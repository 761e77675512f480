import type { StepDecision } from '@cloudops/spec';
import type { StatefulAuthorizationCall } from './cedar.ts';
import { datetime, reference, targetEntity, uid, userEntity } from './entities.ts';
import { toLocalTime } from './local-time.ts';
import { freezesAt } from './people/freeze.ts';
import { kindOf, personOf, rolesOf } from './people/person.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { Answer, PolicySet } from './policy-set.ts';
import type { AssumedApprovals } from './requirement.ts';
import type { DecisionTarget } from './targets.ts';

type CedarContext = StatefulAuthorizationCall['context'];

/** Prepares the question whether one kind of step may run on one target, to be asked under assumed approvals. */
export function askStep(
  request: PolicyRequest,
  policySet: PolicySet,
  subject: { readonly risk: StepDecision['risk_level'] | 'warn'; readonly target: DecisionTarget },
): (approvals: AssumedApprovals) => Answer {
  const { principal } = request;
  const person = personOf(policySet.data, principal.id);
  const id = person?.name ?? principal.id;
  const user = {
    id,
    kind: kindOf(principal.kind, person),
    credential: principal.credential,
    establishedBy: principal.established_by,
    roles: rolesOf(policySet.data, principal.id),
  };
  const entities = [userEntity(user), targetEntity(subject.target)];
  const context = {
    ...commonContext(request, policySet),
    ...(isChange(subject.risk) ? changeContext(request, policySet, subject.target) : {}),
  };
  return ({ count, roles }) =>
    policySet.ask({
      principal: uid('User', id),
      action: uid('Action', subject.risk),
      resource: uid('Target', subject.target.id),
      entities,
      context: { ...context, approvals: { count, roles: roles.map((role) => reference('Role', role)) } },
    });
}

function isChange(risk: StepDecision['risk_level'] | 'warn'): boolean {
  return risk !== 'read' && risk !== 'warn';
}

function commonContext(request: PolicyRequest, { data }: PolicySet): CedarContext {
  const { weekday, minuteOfDay } = toLocalTime(request.now, data.time_zone ?? 'UTC');
  return {
    now: datetime(request.now),
    weekday: reference('Weekday', weekday),
    minuteOfDay,
    playbook: request.plan.playbook.id,
  };
}

/** Leaves out what is not known: the schema requires it for a change, so Cedar refuses the question. */
function changeContext({ context, now }: PolicyRequest, { data }: PolicySet, target: DecisionTarget): CedarContext {
  const longest = freezesAt(data, target.environment, now).at(-1);
  return {
    ...(context?.blast_radius === undefined ? {} : { blastRadius: context.blast_radius }),
    ...(context?.monthly_cents === undefined ? {} : { monthlyCents: context.monthly_cents }),
    freeze: { active: longest !== undefined, ...(longest === undefined ? {} : { until: datetime(longest.until) }) },
  };
}
