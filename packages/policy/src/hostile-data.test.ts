import { describe, expect, it } from 'vitest';
import { approval, data, defaultSource, request } from './__fixtures__/requests.ts';
import { decide } from './decide.ts';
import { loadPolicySet } from './load-policy-set.ts';
import { parsePolicyData } from './policy-data.ts';

const parse = (text: string) => parsePolicyData({ file: 'data.yaml', text });
const good = `environments: [dev, prod]
roles: { viewer: ['*'], operator: [], approver: [], finops: [] }
approvals: { maximum: 1, roles: [] }
`;

describe('data that is meant to harm', () => {
  it.each([
    ['people: { __proto__: { logins: ["os:eve"] } }'],
    ['people: { eve: { __proto__: { keys: [] } } }'],
    ['__proto__: { people: {} }'],
    ['"__proto__": { time_zone: UTC }'],
  ])('is refused: %s', (text) => {
    expect(() => parse(`${good}${text}\n`)).toThrow(expect.objectContaining({ code: 'POLICY_DATA_INVALID' }));
    expect(({} as { logins?: unknown }).logins).toBeUndefined();
  });

  it('takes names of what every object has for names', async () => {
    const roles = { ...data.roles, constructor: ['os:eve'], 'to-string': [] };
    const people = { constructor2: { logins: ['os:ana'] }, valueof: {} };
    const policySet = await loadPolicySet(defaultSource({ roles, people }));
    for (const by of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      expect(decide(request({ risk: 'write', environment: 'dev', by }), policySet).outcome).toBe('deny');
      const approved = request({ risk: 'write', approvals: [approval(by)] });
      expect(decide(approved, policySet).outcome).toBe('needs-approval');
    }
  });

  it('counts no approver of an unheard-of size or shape', async () => {
    const policySet = await loadPolicySet(defaultSource());
    for (const by of ['', '*', 'x'.repeat(100_000), '\u001b[2J', 'os:ben ', 'os:ben\u0000']) {
      const decision = decide(request({ risk: 'write', approvals: [approval(by)] }), policySet);
      expect(decision.outcome).not.toBe('approved');
      expect(decision.why).not.toContain('\u001b');
      expect(decision.why.length).toBeLessThan(2000);
    }
  });
});
