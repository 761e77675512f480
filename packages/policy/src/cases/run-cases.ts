import type { ApprovalRequirement, Decision } from '@cloudops/spec';
import { decide } from '../decide.ts';
import { loadPolicySet } from '../load-policy-set.ts';
import { personOf, rolesOf } from '../people/person.ts';
import type { Approval, PolicyRequest } from '../policy-request.ts';
import type { PolicySet } from '../policy-set.ts';
import type { PolicyFile } from '../policy-source.ts';
import type { CaseApproval, PolicyCase, PolicyCaseFile } from './policy-case.ts';

/** What became of one case. */
export interface PolicyCaseResult {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** What is not as expected, a sentence each; empty when the case passes. */
  readonly problems: readonly string[];
  readonly decision: Decision;
}

/**
 * Asks policies every case, in the order of files and cases.
 * @throws CloudOpsError `POLICY_INVALID` for policies that do not load with a file's data.
 */
export async function runPolicyCases(
  policies: readonly PolicyFile[],
  files: readonly PolicyCaseFile[],
): Promise<readonly PolicyCaseResult[]> {
  const results: PolicyCaseResult[] = [];
  for (const { file, data, cases } of files) {
    const policySet = await loadPolicySet({ policies, data });
    for (const each of cases) {
      const decision = decideCase(each, policySet);
      results.push({ file, line: each.line, name: each.name, problems: compareDecision(decision, each), decision });
    }
  }
  return results;
}

/** Asks a policy set one case. */
export function decideCase(given: PolicyCase, policySet: PolicySet): Decision {
  return decide(toRequest(given, policySet), policySet);
}

const planId = 'pln_example';

function toRequest(given: PolicyCase, policySet: PolicySet): PolicyRequest {
  const { principal, requester, risk, environment, provider, target, blast_radius, monthly_cents, now } = given;
  return {
    plan: {
      id: planId,
      playbook: { id: given.playbook },
      targets: [{ provider, name: target, environment }],
      steps: [{ id: 'step', provider, risk_level: risk }],
    },
    principal,
    ...(requester === undefined ? {} : { requester }),
    approvals: given.approvals.map((approval) => toApproval(approval, now, policySet)),
    now,
    context: { blast_radius, monthly_cents },
  };
}

function toApproval(given: CaseApproval, now: number, { data }: PolicySet): Approval {
  const { by, age_minutes = 1, other_plan = false } = given;
  return {
    by,
    kind: given.kind ?? personOf(data, by)?.kind ?? 'human',
    roles: given.roles ?? rolesOf(data, by),
    plan_digest: other_plan ? 'pln_other' : planId,
    at: new Date(now - age_minutes * 60_000).toISOString(),
  };
}

/** Says how a decision differs from what a case expects. */
export function compareDecision(decision: Decision, { expect }: PolicyCase): readonly string[] {
  const [step] = decision.steps;
  const problems: string[] = [];
  if (decision.outcome !== expect.outcome) {
    problems.push(`expected ${expect.outcome}, got ${decision.outcome}: ${decision.why}`);
  }
  problems.push(
    ...compareSets('decided by', expect.policies, step?.policies ?? []),
    ...compareSets('warned by', expect.warnings, (decision.warnings ?? []).map(policyOf)),
  );
  return [...problems, ...compareNeeds(expect.needs, step?.requirement)];
}

/** A warning starts with the id of its policy. */
function policyOf(warning: string): string {
  return /^[a-z0-9-]*/.exec(warning)?.[0] ?? '';
}

function compareSets(what: string, expected: readonly string[] | undefined, actual: readonly string[]): string[] {
  if (expected === undefined) return [];
  const [left, right] = [expected, actual].map((ids) => [...new Set(ids)].sort().join(', ') || 'nothing');
  return left === right ? [] : [`expected to be ${what} ${left}, was by ${right}`];
}

function compareNeeds(
  expected: Partial<ApprovalRequirement> | undefined,
  actual: ApprovalRequirement | undefined,
): readonly string[] {
  if (expected === undefined) return [];
  if (actual === undefined) return ['expected to need something, needs nothing'];
  const keys = ['count', 'roles', 'eligible', 'satisfiable'] as const;
  return keys.flatMap((key) => {
    if (expected[key] === undefined) return [];
    const [left, right] = [expected[key], actual[key]].map((value) => JSON.stringify(value));
    return left === right ? [] : [`expected needs.${key} to be ${left}, is ${right}`];
  });
}
