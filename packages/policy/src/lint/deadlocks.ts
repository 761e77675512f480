import type { ApprovalRequirement, RiskLevel } from '@cloudops/spec';
import { decide } from '../decide.ts';
import { everybody, personOf, rolesOf } from '../people/person.ts';
import type { ParsedPolicy } from '../policy-parser.ts';
import type { PolicyRequest } from '../policy-request.ts';
import type { PolicySet } from '../policy-set.ts';
import type { PolicyData } from '../policy-source.ts';
import { printable } from '../printable.ts';
import { findTerms } from '../terms.ts';
import { usualMoment } from './pools.ts';
import type { PolicyRemark } from './remark.ts';

/** What is tried. */
interface Attempt {
  readonly who: string;
  readonly risk: RiskLevel;
  readonly environment: string;
  readonly context: NonNullable<PolicyRequest['context']>;
}

/**
 * Looks for what somebody could only do with approvals that nobody can give: everybody who holds a role, each risk, each
 * environment, and the sizes and costs at which policies turn.
 */
export function findDeadlocks(policySet: PolicySet, policies: readonly ParsedPolicy[]): PolicyRemark[] {
  const found = new Map<string, PolicyRemark>();
  for (const attempt of attemptsOf(policySet, policies)) {
    const [step] = decide(toRequest(attempt, policySet), policySet).steps;
    const { requirement } = step ?? {};
    if (requirement === undefined || requirement.satisfiable !== false) continue;
    const key = JSON.stringify([attempt.risk, attempt.environment, requirement.count, requirement.roles]);
    if (!found.has(key)) found.set(key, remark(attempt, requirement));
  }
  return [...found.values()];
}

function attemptsOf({ data }: PolicySet, policies: readonly ParsedPolicy[]): readonly Attempt[] {
  const numbers = policies.flatMap((policy) => findTerms(policy.json).numbers.map((number) => number + 1));
  const contexts = [
    { blast_radius: 1, monthly_cents: 0 },
    ...[...new Set(numbers)].flatMap((number) => [
      { blast_radius: number, monthly_cents: 0 },
      { blast_radius: 1, monthly_cents: number },
    ]),
  ];
  const risks: readonly RiskLevel[] = ['read', 'write', 'delete'];
  return everybody(data)
    .filter((who) => rolesOf(data, who).length > 0 && loginOf(data, who) !== undefined)
    .flatMap((who) =>
      risks.flatMap((risk) =>
        data.environments.flatMap((environment) =>
          (risk === 'read' ? contexts.slice(0, 1) : contexts).map((context) => ({ who, risk, environment, context })),
        ),
      ),
    );
}

/** A person acts under a login; one without any cannot. */
function loginOf(data: PolicyData, who: string): string | undefined {
  const person = personOf(data, who);
  return person === null ? who : person.logins[0];
}

function toRequest({ who, risk, environment, context }: Attempt, { data }: PolicySet): PolicyRequest {
  const kind = personOf(data, who)?.kind ?? 'human';
  return {
    plan: {
      id: 'pln_example',
      playbook: { id: 'example' },
      targets: [{ provider: 'kubernetes', name: 'main', environment }],
      steps: [{ id: 'step', provider: 'kubernetes', risk_level: risk }],
    },
    principal: { id: loginOf(data, who) ?? who, kind, established_by: 'os-user', credential: 'short-lived' },
    approvals: [],
    now: usualMoment,
    context,
  };
}

function remark({ who, risk, environment, context }: Attempt, requirement: ApprovalRequirement): PolicyRemark {
  const { count, roles, eligible = [] } = requirement;
  const touched = `${context.blast_radius} touched, ${context.monthly_cents} cents a month`;
  const needed = `${count} ${count === 1 ? 'approval' : 'approvals'}${roles.length === 0 ? '' : ` with ${roles.join(' and ')} among them`}`;
  const people = eligible.length === 0 ? 'nobody may approve' : `only ${eligible.slice(0, 5).join(', ')} may approve`;
  return {
    severity: 'error',
    code: 'deadlock',
    message: printable(`${who} can never ${risk} in ${environment} (${touched}): it needs ${needed}, and ${people}`),
    help: 'give more people the role in data.yaml, or ask for less',
    ...{ file: 'data.yaml', line: null, column: null },
  };
}
