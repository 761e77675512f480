import { beforeAll, describe, expect, it } from 'vitest';
import { approval, data, defaultSource, now, request } from './__fixtures__/requests.ts';
import { decide } from './decide.ts';
import { loadPolicySet } from './load-policy-set.ts';
import type { PolicySet } from './policy-set.ts';
import type { PolicyData } from './policy-source.ts';

const people: Partial<PolicyData> = {
  roles: { ...data.roles, operator: ['ana', 'ben', 'bot'], approver: ['ana', 'ben', 'cat', 'bot'], finops: ['cat'] },
  people: {
    ana: { logins: ['os:ana', 'kubernetes:ana'] },
    ben: { logins: ['os:ben', 'aws:ben'] },
    cat: { logins: ['os:cat'] },
    bot: { kind: 'agent', logins: ['os:bot'] },
  },
};
let policySet: PolicySet;
beforeAll(async () => {
  policySet = await loadPolicySet(defaultSource(people));
});

const approved = (by: readonly string[], options: Parameters<typeof request>[0] = {}) =>
  decide(request({ risk: 'write', ...options, approvals: by.map((each) => approval(each)) }), policySet);

describe('four eyes', () => {
  it('does not count the requester under a second login, nor by name', () => {
    for (const by of ['os:ana', 'kubernetes:ana', 'ana']) {
      expect(approved([by])).toMatchObject({ outcome: 'needs-approval' });
      expect(approved([by]).why).toContain('Not counted: ana (four-eyes');
    }
  });

  it('does not count the requester when somebody else runs the plan', () => {
    const decision = approved(['ana'], { by: 'os:ben', requester: 'kubernetes:ana' });
    expect(decision.outcome).toBe('needs-approval');
    expect(decision.why).toContain('Not counted: ana (four-eyes');
  });

  it('counts who runs it, when another person asked', () => {
    expect(approved(['ben'], { by: 'os:ben', requester: 'os:ana' }).outcome).toBe('approved');
  });

  it.each(['os:bot', 'os:nobody-knows'])(
    'does not count who runs it as the only pair of eyes, when %s asked',
    (asked) => {
      const decision = approved(['ben'], { by: 'os:ben', requester: asked });
      expect(decision.outcome).toBe('needs-approval');
      expect(decision.why).toContain('Not counted: ben (second-pair-of-eyes');
      expect(decision.steps[0]?.requirement?.eligible).not.toContain('ben');
      expect(approved(['cat'], { by: 'os:ben', requester: asked }).outcome).toBe('approved');
    },
  );

  it('counts two logins of a person once', () => {
    const context = { blast_radius: 20, monthly_cents: 0 };
    expect(approved(['os:ben', 'aws:ben', 'ben'], { context })).toMatchObject({
      steps: [{ outcome: 'needs-approval', requirement: { count: 1, eligible: ['cat'], satisfiable: true } }],
    });
    expect(approved(['aws:ben', 'os:cat'], { context }).why).toContain('approved by ben, cat');
  });

  it('never counts an agent, whatever it says that it is', () => {
    expect(approved(['bot']).why).toContain('Not counted: bot (approver-is-human');
    expect(approved(['os:bot']).outcome).toBe('needs-approval');
  });

  it('takes an agent for one under a login of a person', () => {
    expect(approved([], { environment: 'dev', kind: 'agent' }).outcome).toBe('needs-approval');
    expect(approved([], { environment: 'dev', by: 'os:bot', kind: 'human' }).outcome).toBe('needs-approval');
  });

  it('takes the name of a person for no login', () => {
    for (const options of [{ by: 'ana' }, { requester: 'ben' }]) {
      const decision = decide(request({ ...options }), policySet);
      expect(decision).toMatchObject({ outcome: 'deny', errors: [expect.stringContaining('is the name of a person')] });
    }
  });

  it('gives a look-alike of an approver nothing', () => {
    for (const by of ['os:b\u0435n', 'b\u0435n', 'os:ben\u200b', 'OS:BEN']) {
      expect(approved([by]).outcome).toBe('needs-approval');
      const decision = decide(request({ risk: 'write', environment: 'dev', by }), policySet);
      expect(decision).toMatchObject({ outcome: 'deny', why: expect.stringMatching(/\\u\{|OS:BEN/) });
    }
  });

  it('lets who approved without their role add it, and asks nobody else', () => {
    const context = { blast_radius: 1, monthly_cents: 90_000 };
    const given = request({ risk: 'write', context, approvals: [approval('cat', { roles: ['approver'] })] });
    expect(decide(given, policySet).steps[0]?.requirement).toEqual({
      ...{ count: 0, roles: ['finops'], satisfiable: true },
      eligible: ['cat'],
    });
    expect(decide(given, policySet).why).toContain('Needs an approval under the role finops.');
  });
});

describe('what changes between approval and execution', () => {
  const given = request({ risk: 'write', approvals: [approval('ben')] });

  it('denies when a freeze has begun, and says until when', async () => {
    expect(decide(given, policySet).outcome).toBe('approved');
    const freezes = [{ name: 'incident', from: '2026-09-15', until: '2026-09-16', reason: 'outage' }];
    const frozen = await loadPolicySet(defaultSource({ ...people, freezes }));
    expect(decide(given, frozen)).toMatchObject({ outcome: 'deny', steps: [{ policies: ['change-freeze'] }] });
    expect(decide(given, frozen).why).toContain('prod is frozen until 2026-09-16T00:00:00.000Z by incident (outage).');
    expect(decide({ ...given, now: now - 24 * 3_600_000, approvals: [] }, frozen).outcome).toBe('needs-approval');
  });

  it('lets an environment change that the freeze does not name', async () => {
    const freezes = [{ name: 'x', from: '2026-09-15', until: '2026-09-16', environments: ['prod'] }];
    const frozen = await loadPolicySet(defaultSource({ ...people, freezes }));
    expect(decide(request({ risk: 'write', environment: 'dev' }), frozen).outcome).toBe('auto-approve');
    expect(decide(request({ risk: 'write', environment: 'unheard-of' }), frozen).outcome).toBe('deny');
  });

  it('denies a freeze that cannot be read', () => {
    const broken = { ...policySet, data: { ...policySet.data, freezes: [{ name: 'x', from: 'a', until: 'b' }] } };
    expect(decide(given, broken)).toMatchObject({ outcome: 'deny', errors: ['freeze x has a time that is none'] });
  });

  it('holds again when the approver lost the role, denies when the operator did', async () => {
    const roles = { ...people.roles, approver: ['cat'] };
    const revoked = await loadPolicySet(defaultSource({ ...people, roles: { ...data.roles, ...roles } }));
    expect(decide(given, revoked).outcome).toBe('needs-approval');
    const none = await loadPolicySet(defaultSource({ ...people, roles: { ...data.roles, ...roles, operator: [] } }));
    expect(decide(given, none)).toMatchObject({ outcome: 'deny', errors: [] });
  });
});

describe('credentials', () => {
  it.each([
    ['long-lived', 'no-long-lived-credentials', 'sign in through SSO'],
    ['unknown', 'no-unknown-credentials', 'use one that shows that it expires'],
  ] as const)('that are %s change nothing, and it says what to do', (credential, policy, advice) => {
    const decision = decide(request({ risk: 'write', environment: 'dev', credential }), policySet);
    expect(decision).toMatchObject({ outcome: 'deny', errors: [], steps: [{ policies: [policy] }] });
    expect(decision.why).toContain(`To do: ${advice}`);
  });
});

it('marks as unsatisfiable what the only approver would have to approve for themselves', async () => {
  const alone = {
    roles: { ...data.roles, operator: ['ana'], approver: ['ana'], finops: [] },
    people: people.people ?? {},
  };
  const decision = decide(request({ risk: 'write' }), await loadPolicySet(defaultSource(alone)));
  expect(decision.steps[0]?.requirement).toEqual({ count: 1, roles: [], eligible: [], satisfiable: false });
  expect(decision.why).toContain('Nobody can give that yet: data.yaml names 0 who may approve.');
});

it('asks for what real people can give, though something else would need fewer', async () => {
  const text = `@id("either") permit (principal, action == CloudOps::Action::"delete", resource)
    when { context.approvals.roles.contains(CloudOps::Role::"finops") || context.approvals.count >= 2 };`;
  const source = defaultSource({ ...people, roles: { ...data.roles, ...people.roles, finops: [] } });
  const policies = [
    ...source.policies.filter(({ file }) => !['20-changes.cedar', '30-guard-rails.cedar'].includes(file)),
    { file: 'x.cedar', text },
  ];
  const either = await loadPolicySet({ ...source, policies });
  expect(decide(request({ risk: 'delete' }), either).steps[0]?.requirement).toEqual({
    ...{ count: 2, roles: [], satisfiable: true },
    eligible: ['ben', 'cat'],
  });
});
