import { decisionSchema } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { approval, defaultSource, now, planId, request, sourceWith } from './__fixtures__/requests.ts';
import { decide } from './decide.ts';
import { loadPolicySet } from './load-policy-set.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { PolicySet } from './policy-set.ts';

let policySet: PolicySet;
beforeAll(async () => {
  policySet = await loadPolicySet(defaultSource());
});

describe('decide, when nothing changes', () => {
  it('lets a viewer read prod, by a policy', () => {
    const decision = decide(request(), policySet);
    expect(decision.outcome).toBe('auto-approve');
    expect(decision.steps[0]?.policies).toEqual(['read-any']);
    expect(decision.why).toBe('Allowed by read-any: viewers may read anywhere.');
  });

  it('warns of a stored key and lets it read all the same', () => {
    const base = request();
    const decide_ = (credential: PolicyRequest['principal']['credential']) =>
      decide({ ...base, principal: { ...base.principal, credential } }, policySet);
    const stored = decide_('long-lived');
    expect(stored.outcome).toBe('auto-approve');
    expect(stored.warnings).toHaveLength(1);
    expect(stored.warnings?.[0]).toMatch(/^warn-long-lived-credentials: a stored key .* To do: sign in through SSO/);
    expect(decide_('short-lived').warnings).toBeUndefined();
    expect(decide_('unknown').warnings).toBeUndefined();
  });

  it('denies when a policy that only warns cannot be evaluated', async () => {
    const source = defaultSource();
    const text = `@id("bad") permit (principal, action == CloudOps::Action::"warn", resource)
      when { context.minuteOfDay + 9223372036854775807 > 0 };`;
    const broken = await loadPolicySet({ ...source, policies: [...source.policies, { file: 'bad.cedar', text }] });
    expect(decide(request(), broken)).toMatchObject({ outcome: 'deny' });
  });

  it('gives a decision that fits its schema', () => {
    for (const risk of ['read', 'write', 'delete'] as const) {
      expect(() => decisionSchema.parse(decide(request({ risk }), policySet))).not.toThrow();
    }
  });

  it('denies a reader without a role', async () => {
    const closed = await loadPolicySet(
      defaultSource({ roles: { viewer: ['os:eve'], operator: [], approver: [], finops: [] } }),
    );
    const decision = decide(request(), closed);
    expect(decision).toMatchObject({ outcome: 'deny', errors: [] });
    expect(decision.why).toContain('No policy lets os:ana read in prod.');
  });

  it('takes the strictest of all steps and targets', () => {
    const base = request({ environment: 'staging' });
    const plan: PolicyRequest['plan'] = {
      ...base.plan,
      targets: [...base.plan.targets, { provider: 'aws', name: 'shop', environment: 'prod' }],
      steps: [
        { id: 'look', provider: 'kubernetes', risk_level: 'read' },
        { id: 'alter', provider: 'aws', risk_level: 'write' },
      ],
    };
    const decision = decide({ ...base, plan }, policySet);
    expect(decision.steps.map((step) => [step.step, step.target, step.outcome])).toEqual([
      ['look', 'kubernetes:main', 'auto-approve'],
      ['alter', 'aws:shop', 'needs-approval'],
    ]);
    expect(decision.outcome).toBe('needs-approval');
    expect(decision.why).toMatch(/^alter on aws:shop: Needs 1 more approval\./);
  });

  it('asks Cedar once for thirty reads of one target, and once what to warn of', () => {
    let asked = 0;
    const counting: PolicySet = {
      ...policySet,
      ask: (question) => {
        asked += 1;
        return policySet.ask(question);
      },
    };
    const base = request();
    const steps = Array.from({ length: 30 }, (_, index) => ({
      id: `s${index}`,
      provider: 'kubernetes',
      risk_level: 'read' as const,
    }));
    const decision = decide({ ...base, plan: { ...base.plan, steps } }, counting);
    expect(decision.steps).toHaveLength(30);
    expect(asked).toBe(2);
  });

  it('counts an environment that nobody knows as prod', () => {
    const decision = decide(request({ risk: 'write', environment: 'production' }), policySet);
    expect(decision.steps[0]).toMatchObject({ environment: 'prod', outcome: 'needs-approval' });
  });
});

describe('decide, when something changes', () => {
  it('lets an operator write staging', () => {
    const decision = decide(request({ risk: 'write', environment: 'staging' }), policySet);
    expect(decision).toMatchObject({ outcome: 'auto-approve', steps: [{ policies: ['write-nonprod'] }] });
  });

  it('holds a write to prod for one approval and says who could give it', () => {
    const decision = decide(request({ risk: 'write' }), policySet);
    expect(decision.steps[0]?.requirement).toEqual({
      ...{ count: 1, roles: [], satisfiable: true },
      eligible: ['os:ben', 'os:bot', 'os:cat', 'os:fin'],
    });
    expect(decision.why).toContain('Allowed then by write-prod-approved: operators may change prod with one approval.');
    expect(decision.why).toContain('Ask os:ben, os:bot, os:cat, os:fin.');
  });

  it('lets the approved write run', () => {
    const decision = decide(request({ risk: 'write', approvals: [approval('os:ben')] }), policySet);
    expect(decision.outcome).toBe('approved');
    expect(decision.why).toContain('approved by os:ben');
  });

  it.each([
    ['the requester', approval('os:ana'), 'four-eyes'],
    [
      'an approval of another plan',
      approval('os:ben', { plan_digest: `pln_${'b'.repeat(64)}` }),
      'approval-binds-plan',
    ],
    [
      'one that is five hours old',
      approval('os:ben', { at: new Date(now - 5 * 3_600_000).toISOString() }),
      'approval-expires',
    ],
    ['one from the future', approval('os:ben', { at: new Date(now + 1000).toISOString() }), 'approval-expires'],
    ['an agent', approval('os:bot', { kind: 'agent' }), 'approver-is-human'],
    ['who approves under a role that the data does not give', approval('os:eve'), 'may not approve'],
    ['who did not sign under the role', approval('os:ben', { roles: [] }), 'may not approve'],
  ])('does not count %s', (_, given, policy) => {
    const decision = decide(request({ risk: 'write', approvals: [given] }), policySet);
    expect(decision.outcome).toBe('needs-approval');
    expect(decision.why).toMatch(new RegExp(`Not counted: ${given.by} \\(${policy}`));
  });

  it('does not count who does not say what they are', () => {
    const { kind: _, ...unknown } = approval('os:ben');
    expect(decide(request({ risk: 'write', approvals: [unknown] }), policySet).outcome).toBe('needs-approval');
  });

  it('counts one person once', () => {
    const context = { blast_radius: 20, monthly_cents: 0 };
    const approvals = [approval('os:ben'), approval('os:ben')];
    const decision = decide(request({ risk: 'write', approvals, context }), policySet);
    expect(decision.steps[0]).toMatchObject({ outcome: 'needs-approval', requirement: { count: 1, roles: [] } });
    expect(decision.steps[0]?.policies).toEqual(['blast-radius-2', 'write-prod-approved']);
  });

  it('asks for finops above the cost cap, and says so when nobody is', async () => {
    const context = { blast_radius: 1, monthly_cents: 90_000 };
    const expensive = request({ risk: 'write', context });
    expect(decide(expensive, policySet).steps[0]?.requirement).toMatchObject({ count: 1, roles: ['finops'] });
    expect(decide(expensive, policySet).why).toContain('Ask os:ben, os:bot, os:cat, os:fin; finops: os:fin.');
    const roles = { ...defaultSource().data.roles, finops: [] };
    const decision = decide(expensive, await loadPolicySet(defaultSource({ roles })));
    expect(decision.why).toContain('Nobody can give that yet: data.yaml names 4 who may approve, none as finops.');
  });

  it.each([
    ['a delete in prod', request({ risk: 'delete' }), 'prod-no-delete'],
    ['51 resources', request({ risk: 'write', context: { blast_radius: 51, monthly_cents: 0 } }), 'blast-radius-max'],
    ['a long-lived key', request({ risk: 'write', credential: 'long-lived' }), 'no-long-lived-credentials'],
    [
      'a credential nobody knows',
      request({ risk: 'write', environment: 'dev', credential: 'unknown' }),
      'no-unknown-credentials',
    ],
  ])('denies %s whatever is approved', (_, given, policy) => {
    const approvals = ['os:ben', 'os:cat', 'os:fin'].map((by) => approval(by));
    const decision = decide({ ...given, approvals }, policySet);
    expect(decision).toMatchObject({ outcome: 'deny', errors: [], steps: [{ policies: [policy] }] });
    expect(decision.why).toContain('To do: ');
  });

  it('lets an agent change nothing unapproved', () => {
    const decision = decide(request({ risk: 'write', environment: 'dev', by: 'os:bot', kind: 'agent' }), policySet);
    expect(decision.steps[0]).toMatchObject({ outcome: 'needs-approval', requirement: { count: 1, roles: [] } });
  });

  it('reads the hours of prod-hours in the zone of the data', async () => {
    const { readFileSync } = await import('node:fs');
    const text = readFileSync(new URL('../defaults/optional/prod-hours.cedar', import.meta.url), 'utf8');
    const withHours = await loadPolicySet(sourceWith(text));
    const given = request({ risk: 'write', approvals: [approval('os:ben')] });
    expect(decide(given, withHours).outcome).toBe('approved');
    const inTokyo = { ...withHours, data: { ...withHours.data, time_zone: 'Asia/Tokyo' } };
    expect(decide(given, inTokyo)).toMatchObject({ outcome: 'needs-approval' });
  });
});

describe('decide, when it cannot evaluate', () => {
  it('denies when a policy overflows, though Cedar itself would skip it and allow', async () => {
    const text =
      '@id("overflow")\nforbid (principal, action == CloudOps::Action::"read", resource)\nwhen { context.minuteOfDay * 9223372036854775807 > 0 };';
    const decision = decide(request(), await loadPolicySet(sourceWith(text)));
    expect(decision.outcome).toBe('deny');
    expect(decision.steps[0]?.policies).toEqual(['overflow']);
    expect(decision.errors.join()).toContain('overflow');
  });

  it('says of a change that nobody looked at, that nobody did', () => {
    const { context: _, ...bare } = request({ risk: 'write', environment: 'dev' });
    expect(decide(bare, policySet)).toMatchObject({
      outcome: 'deny',
      why: expect.stringMatching(
        /nobody looked at what the plan changes \(context\.blast_radius and context\.monthly_cents/,
      ),
      errors: [expect.stringMatching(/^nobody looked/)],
    });
  });

  it.each<[string, unknown]>([
    ['is missing', {}],
    ['lacks one field', { blast_radius: 1 }],
    ['brings a freeze of its own', { blast_radius: 1, monthly_cents: 0, freeze: { active: false } }],
    ['has a field too many', { blast_radius: 1, monthly_cents: 0, blastRadius: 1 }],
    ['holds a text for a number', { blast_radius: '1', monthly_cents: 0 }],
    ['holds a fraction', { blast_radius: 1.5, monthly_cents: 0 }],
    ['holds more than 64 bits', { blast_radius: 1e19, monthly_cents: 0 }],
    ['holds NaN', { blast_radius: Number.NaN, monthly_cents: 0 }],
    ['holds null', { blast_radius: null, monthly_cents: 0 }],
  ])('denies a change whose context %s', (_, context) => {
    const given = { ...request({ risk: 'write', environment: 'dev' }), context } as PolicyRequest;
    const decision = decide(given, policySet);
    expect(decision.outcome).toBe('deny');
    expect(decision.errors).not.toEqual([]);
  });

  it.each<[string, unknown]>([
    [
      'an unknown risk',
      { plan: { ...request().plan, steps: [{ id: 'x', provider: 'kubernetes', risk_level: 'admin' }] } },
    ],
    ['no step', { plan: { ...request().plan, steps: [] } }],
    ['no target', { plan: { ...request().plan, targets: [] } }],
    ['no plan', { plan: { id: planId } }],
    ['no plan at all', { plan: undefined }],
    ['no principal', { principal: undefined }],
    ['everybody as principal', { principal: { ...request().principal, id: '*' } }],
    ['an unknown kind of principal', { principal: { ...request().principal, kind: 'root' } }],
    ['an unknown credential', { principal: { ...request().principal, credential: 'eternal' } }],
    ['a numeric origin', { principal: { ...request().principal, established_by: 7 } }],
    ['no moment', { now: Number.NaN }],
    ['a requester without an id', { requester: '' }],
    ['everybody as requester', { requester: '*' }],
    ['a numeric requester', { requester: 7 }],
    ['an approval without a date', { approvals: [{ ...approval('os:ben'), at: 'yesterday' }] }],
    ['an approval of an unknown kind', { approvals: [{ ...approval('os:ben'), kind: 'ghost' }] }],
    ['approvals that are no list', { approvals: 3 }],
  ])('denies a request with %s', (_, overrides) => {
    const decision = decide({ ...request(), ...(overrides as object) } as PolicyRequest, policySet);
    expect(decision.outcome).toBe('deny');
    expect(decision.errors).not.toEqual([]);
  });

  it('takes no role from the request', () => {
    const principal = { ...request().principal, id: 'os:eve', roles: ['operator'], parents: ['operator'] };
    const decision = decide({ ...request({ risk: 'write', environment: 'dev' }), principal }, policySet);
    expect(decision).toMatchObject({ outcome: 'deny', errors: [] });
  });

  it('keeps terminal escapes out of its sentences', () => {
    const decision = decide(request({ risk: 'write', by: 'os:\u001b[2Jeve' }), policySet);
    expect(decision.why).not.toContain('\u001b');
  });

  it('gives the same bytes for the same request', () => {
    const given = request({ risk: 'write', approvals: [approval('os:cat'), approval('os:ana')] });
    const reversed = { ...given, approvals: [...given.approvals].reverse() };
    expect(JSON.stringify(decide(reversed, policySet))).toBe(JSON.stringify(decide(given, policySet)));
  });
});
