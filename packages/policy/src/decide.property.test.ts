import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { approval, data, defaultSource, now, planId, request } from './__fixtures__/requests.ts';
import { decide } from './decide.ts';
import { rolesOf } from './entities.ts';
import { loadPolicySet } from './load-policy-set.ts';
import type { Approval, PolicyRequest } from './policy-request.ts';
import type { PolicySet } from './policy-set.ts';

const people = ['os:ana', 'os:ben', 'os:cat', 'os:fin', 'os:bot', 'os:eve'];
const hour = 3_600_000;

const approvals = fc.array(
  fc.record({
    by: fc.constantFrom(...people),
    kind: fc.constantFrom('human', 'human', 'agent'),
    roles: fc.constantFrom(['approver', 'finops'], ['approver'], []),
    plan_digest: fc.constantFrom(planId, planId, planId, 'pln_other'),
    at: fc.constantFrom(0, 1, 4 * hour, 4 * hour + 1, -1).map((age) => new Date(now - age).toISOString()),
  }) satisfies fc.Arbitrary<Approval>,
  { maxLength: 4 },
);

const requests: fc.Arbitrary<PolicyRequest> = fc
  .record({
    steps: fc.array(fc.constantFrom('read', 'write', 'delete'), { minLength: 1, maxLength: 3 }),
    environments: fc.array(fc.constantFrom('dev', 'staging', 'prod', 'unheard-of'), { minLength: 1, maxLength: 2 }),
    by: fc.constantFrom(...people),
    kind: fc.constantFrom('human', 'service', 'agent'),
    credential: fc.constantFrom('short-lived', 'short-lived', 'long-lived', 'unknown'),
    approvals,
    blast_radius: fc.constantFrom(1, 10, 11, 50, 51),
    monthly_cents: fc.constantFrom(0, 50_000, 50_001),
    active: fc.constantFrom(false, false, false, true),
    until: fc.constantFrom(now, now + 1),
  })
  .map((given) => ({
    ...request({ by: given.by, kind: given.kind, credential: given.credential, approvals: given.approvals }),
    plan: {
      id: planId,
      playbook: { id: 'p' },
      targets: given.environments.map((environment, index) => ({
        provider: 'kubernetes',
        name: `t${index}`,
        environment,
      })),
      steps: given.steps.map((risk_level, index) => ({ id: `s${index}`, provider: 'kubernetes', risk_level })),
    },
    context: {
      blast_radius: given.blast_radius,
      monthly_cents: given.monthly_cents,
      freeze: { active: given.active, until: new Date(given.until).toISOString() },
    },
  }));

/** The shipped policies once more, in plain code. */
function mayRun(given: PolicyRequest): boolean {
  const counting = given.approvals.filter((entry) => {
    const age = given.now - Date.parse(entry.at);
    const role = entry.roles.includes('approver') && rolesOf(data, entry.by).includes('approver');
    const fresh = age >= 0 && age <= 4 * hour;
    return role && fresh && entry.by !== given.principal.id && entry.kind === 'human' && entry.plan_digest === planId;
  });
  const count = new Set(counting.map((entry) => entry.by)).size;
  const finops = counting.some((entry) => entry.roles.includes('finops') && rolesOf(data, entry.by).includes('finops'));
  const { blast_radius = 0, monthly_cents = 0, freeze } = given.context ?? {};
  const frozen = freeze?.active === true && given.now < Date.parse(freeze.until ?? '');
  const operator = rolesOf(data, given.principal.id).includes('operator');
  return given.plan.steps.every(({ risk_level: risk }) =>
    given.plan.targets.every(({ environment }) => {
      if (risk === 'read') return true;
      const prod = !['dev', 'staging'].includes(environment);
      const permitted = operator && (risk === 'write' ? !prod || count >= 1 : !prod && count >= 1);
      const agent = given.principal.kind === 'agent' && count < 1;
      const wide = blast_radius > 50 || (blast_radius > 10 && count < 2);
      const expensive = risk === 'write' && monthly_cents > 50_000 && !finops;
      const stored = given.principal.credential !== 'short-lived';
      return permitted && !agent && !wide && !expensive && !stored && !(prod && frozen);
    }),
  );
}

function runs(given: PolicyRequest, policySet: PolicySet): boolean {
  return ['auto-approve', 'approved'].includes(decide(given, policySet).outcome);
}

/** Looks for somebody who may delete in prod. */
function findProdDelete(policySet: PolicySet): PolicyRequest | null {
  const deletes = requests.map((given) => ({
    ...given,
    plan: { ...request({ risk: 'delete', environment: 'prod' }).plan },
  }));
  const outcome = fc.check(
    fc.property(deletes, (given) => !runs(given, policySet)),
    { seed: 7, numRuns: 40 },
  );
  return outcome.counterexample?.[0] ?? null;
}

let policySet: PolicySet;
beforeAll(async () => {
  policySet = await loadPolicySet(defaultSource());
});

describe('decide, over random plans and people', () => {
  it('agrees with the same rules in plain code', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const decision = decide(given, policySet);
        expect(decision.errors).toEqual([]);
        expect(['auto-approve', 'approved'].includes(decision.outcome)).toBe(mayRun(given));
      }),
      { seed: 1, numRuns: 80 },
    );
  });

  it('never refuses because of one more approval', () => {
    fc.assert(
      fc.property(requests, approvals, (given, more) => {
        if (!runs(given, policySet)) return;
        expect(runs({ ...given, approvals: [...given.approvals, ...more] }, policySet)).toBe(true);
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('keeps its promise when what it asked for is given, and refuses what nobody could approve', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const decision = decide(given, policySet);
        const everybody = ['os:ana', 'os:ben', 'os:cat', 'os:fin', 'os:bot'].map((by) => approval(by));
        if (decision.outcome === 'deny') {
          expect(runs({ ...given, approvals: [...given.approvals, ...everybody] }, policySet)).toBe(false);
        }
        if (decision.outcome !== 'needs-approval') return;
        const extra = promised(given, decision.steps);
        expect(extra).not.toBeNull();
        expect(runs({ ...given, approvals: [...given.approvals, ...(extra ?? [])] }, policySet)).toBe(true);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it('asks for no more than is needed', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const needed = decide(given, policySet).steps.map((step) => step.requirement?.count ?? 0);
        const fewer = Math.max(...needed) - 1;
        if (fewer < 1) return;
        const extra = newcomers(given).slice(0, fewer);
        expect(runs({ ...given, approvals: [...given.approvals, ...extra.map((by) => approval(by))] }, policySet)).toBe(
          false,
        );
      }),
      { seed: 4, numRuns: 40 },
    );
  });
});

/** People who may approve and did not, finops first. */
function newcomers(given: PolicyRequest): readonly string[] {
  const counted = new Set(given.approvals.map((entry) => entry.by));
  return ['os:fin', 'os:ben', 'os:cat', 'os:ana', 'os:bot'].filter(
    (by) => by !== given.principal.id && !counted.has(by),
  );
}

/** Exactly as many approvals as were asked for, or all there are when somebody approved in vain already. */
function promised(given: PolicyRequest, steps: ReturnType<typeof decide>['steps']): readonly Approval[] | null {
  const count = Math.max(...steps.map((step) => step.requirement?.count ?? 0));
  const repeats = ['os:fin', 'os:ben', 'os:cat', 'os:ana', 'os:bot'].filter((by) => by !== given.principal.id);
  const fresh = newcomers(given);
  if (fresh.length >= count && fresh.includes('os:fin')) return fresh.slice(0, count).map((by) => approval(by));
  return repeats.length >= count ? repeats.map((by) => approval(by)) : null;
}

describe('the gate against deletes in prod', () => {
  it('finds nobody who may, under the shipped policies', () => {
    expect(findProdDelete(policySet)).toBeNull();
  });

  it('shows a counterexample when an edit lets somebody', async () => {
    const source = defaultSource();
    const policies = source.policies.map(({ file, text }) => ({
      file,
      text: text.replace(
        'forbid (principal, action == CloudOps::Action::"delete", resource in CloudOps::Environment::"prod");',
        'permit (principal in CloudOps::Role::"operator", action == CloudOps::Action::"delete", resource);',
      ),
    }));
    const counterexample = findProdDelete(await loadPolicySet({ ...source, policies }));
    expect(counterexample?.plan.steps[0]?.risk_level).toBe('delete');
  });
});
