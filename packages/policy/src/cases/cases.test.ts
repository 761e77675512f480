import { describe, expect, it } from 'vitest';
import { data, defaultSource } from '../__fixtures__/requests.ts';
import { loadDefaultPolicies } from '../policy-folder.ts';
import { parsePolicyCases } from './parse-cases.ts';
import { loadDefaultPolicyCases } from './read-cases.ts';
import { runPolicyCases } from './run-cases.ts';

const parse = (text: string) => parsePolicyCases({ file: 'c.yaml', text }, data);
const one = `cases:
  - name: a
    principal: os:ana
    risk: write
    environment: prod
    expect: { outcome: needs-approval }
`;

describe('the shipped cases', () => {
  it('all pass under the shipped policies', async () => {
    const { policies, data: shipped } = loadDefaultPolicies();
    const results = await runPolicyCases(policies, loadDefaultPolicyCases(shipped));
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(results.length).toBeGreaterThan(60);
  });
});

describe('parsePolicyCases', () => {
  it('fills in what a case leaves out, and knows its line', () => {
    expect(parse(one).cases[0]).toMatchObject({
      line: 2,
      principal: { id: 'os:ana', kind: 'human', credential: 'short-lived' },
      ...{ blast_radius: 1, monthly_cents: 0, approvals: [], now: Date.UTC(2026, 8, 15, 10) },
    });
  });

  it("puts parts of the data in place of the policies' own, roles by name", () => {
    const text = `data: { roles: { viewer: [] }, approvals: { maximum: 1, roles: [] } }\n${one}`;
    expect(parse(text).data).toEqual({
      ...data,
      roles: { ...data.roles, viewer: [] },
      approvals: { maximum: 1, roles: [] },
    });
  });

  it.each([
    ['an unknown field', one.replace('risk:', 'rsik:'), 'c.yaml:4:5: '],
    ['an unknown outcome', one.replace('needs-approval', 'maybe'), 'c.yaml:6:15: '],
    ['no case', 'cases: []', 'c.yaml:1:1: cases: '],
    [
      'a moment that is none',
      one.replace('risk:', 'now: soon\n    risk:'),
      'c.yaml:4:5: cases.0.now: must be a moment',
    ],
    ['data that is not valid', `data: { roles: { viewer: [nobody] } }\n${one}`, 'c.yaml:1:'],
    ['aliases', `data: &a {}\nmore: *a\n${one}`, 'c.yaml:2:7: '],
  ])('refuses %s and says where', (_, text, place) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'POLICY_CASES_INVALID', message: expect.stringContaining(place) }),
    );
  });
});

describe('runPolicyCases', () => {
  it('says how an answer differs from what is expected', async () => {
    const text = `${one.replace('{ outcome: needs-approval }', '{ outcome: deny, policies: [four-eyes], needs: { count: 2 }, warnings: [x] }')}`;
    const [result] = await runPolicyCases(defaultSource().policies, [parse(text)]);
    expect(result?.problems).toEqual([
      expect.stringMatching(/^expected deny, got needs-approval: step on kubernetes:main: Needs 1 more/),
      'expected to be decided by four-eyes, was by write-prod-approved',
      'expected to be warned by x, was by nothing',
      'expected needs.count to be 2, is 1',
    ]);
  });
});
