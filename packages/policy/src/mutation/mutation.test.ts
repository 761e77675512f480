import { describe, expect, it, vi } from 'vitest';
import { data } from '../__fixtures__/requests.ts';
import { parsePolicyCases } from '../cases/parse-cases.ts';
import { loadDefaultPolicyCases } from '../cases/read-cases.ts';
import { loadCedar } from '../cedar.ts';
import { loadDefaultPolicies } from '../policy-folder.ts';
import { findMissedMutants } from './find-missed-mutants.ts';
import { createMutants } from './mutants.ts';

vi.setConfig({ testTimeout: 120_000 });

const policy = {
  file: 'p.cedar',
  text: `@id("size") forbid (principal, action == CloudOps::Action::"write", resource)
    when { context.blastRadius > 10 && context.approvals.count < 2 };
    @id("may") permit (principal, action in CloudOps::Action::"change", resource);`,
};
const cases = (entries: readonly string[]) =>
  parsePolicyCases(
    {
      file: 'c.yaml',
      text: `cases:\n${entries.map((entry) => `  - { name: x, principal: 'os:ana', environment: dev, ${entry} }\n`).join('')}`,
    },
    data,
  );

describe('createMutants', () => {
  it('makes each mistake once', async () => {
    const answer = (await loadCedar()).policyToJson(
      '@id("x") forbid (principal, action in CloudOps::Action::"change", resource) when { context.now.durationSince(context.now) > duration("4h") && context.blastRadius <= 10 };',
    );
    if (answer.type !== 'success') throw new TypeError('no policy');
    expect(createMutants('x', answer.json, () => '…').map(({ change }) => change)).toEqual([
      'removed',
      'forbid → permit',
      'any action',
      'without when { … }',
      '&& → || in …',
      '> → >= in …',
      'negated: …',
      'duration 4h → 14400001ms',
      'duration 4h → 14399999ms',
      '<= → < in …',
      'negated: …',
      'number 10 → 11',
      'number 10 → 9',
    ]);
  });
});

describe('findMissedMutants', () => {
  it('names what no case would notice', async () => {
    const report = await findMissedMutants(
      [policy],
      [
        cases([
          'risk: write, blast_radius: 10, expect: { outcome: auto-approve }',
          'risk: write, blast_radius: 20, expect: { outcome: needs-approval }',
        ]),
      ],
    );
    const size = report.policies.find((each) => each.policy === 'size');
    expect(size).toMatchObject({ file: 'p.cedar', line: 1 });
    expect(size?.missed).toContain('number 10 → 11');
    expect(size?.missed).not.toContain('number 10 → 9');
    expect(size?.missed).not.toContain('removed');
    expect(report.score).toBeLessThan(100);
    expect(report.noticed).toBe(report.mutants - report.policies.flatMap(({ missed }) => missed).length);
  });

  it('refuses cases that fail as it is', async () => {
    const wrong = cases(['risk: write, expect: { outcome: deny }']);
    await expect(findMissedMutants([policy], [wrong])).rejects.toMatchObject({ code: 'POLICY_CASES_INVALID' });
  });

  it('finds that the shipped cases notice every mistake in the shipped policies', async () => {
    const { policies, data: shipped } = loadDefaultPolicies();
    const report = await findMissedMutants(policies, loadDefaultPolicyCases(shipped));
    expect(report.policies.filter(({ missed }) => missed.length > 0)).toEqual([]);
    expect(report.mutants).toBeGreaterThan(100);
  });
});
