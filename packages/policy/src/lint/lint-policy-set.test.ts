import { beforeAll, describe, expect, it, vi } from 'vitest';
import { data, defaultSource } from '../__fixtures__/requests.ts';
import { loadDefaultPolicies } from '../policy-folder.ts';
import type { PolicySource } from '../policy-source.ts';
import { lintPolicySet } from './lint-policy-set.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUEfGHzVREpaFUrdFT2RVHUPvLdKMKwWDqbLxk8T';

async function codes(source: PolicySource): Promise<readonly string[]> {
  return (await lintPolicySet(source)).map(({ code }) => code);
}

/** The shipped policies without some, and with others. */
function edited(without: readonly string[], text = ''): PolicySource {
  const source = defaultSource();
  const policies = source.policies.map((file) => ({
    ...file,
    text: without.reduce((rest, id) => rest.replace(new RegExp(`@id\\("${id}"\\)[^;]*;`), ''), file.text),
  }));
  return { ...source, policies: text === '' ? policies : [...policies, { file: 'extra.cedar', text }] };
}

describe('lintPolicySet, of what is shipped', () => {
  it('finds nothing but that nobody holds the roles yet, the same each time', async () => {
    const remarks = await lintPolicySet(loadDefaultPolicies());
    expect(remarks.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', 'nobody holds the role approver, which approve-role needs'],
      ['warning', 'nobody holds the role finops, which cost-cap needs'],
      [
        'warning',
        'nobody holds the role operator, which write-nonprod, write-prod-approved, delete-nonprod-approved need',
      ],
    ]);
    expect(await lintPolicySet(loadDefaultPolicies())).toEqual(remarks);
  });
});

describe('lintPolicySet, of policies that were taken away', () => {
  it('finds each hole that they leave', async () => {
    const without = [
      ...['four-eyes', 'approver-is-human', 'approval-binds-plan', 'approval-expires'],
      ...['agents-need-approval', 'no-long-lived-credentials', 'cost-cap'],
    ];
    expect(await codes(edited(without))).toEqual(
      expect.arrayContaining([
        ...['self-approval', 'agent-approves', 'approval-of-another-plan', 'approval-never-expires'],
        ...['agent-changes-unapproved', 'stored-key-changes', 'role-not-used'],
      ]),
    );
  });
});

describe('lintPolicySet, of policies that were added', () => {
  const added = [
    [
      'anybody-deletes',
      'permit (principal, action == CloudOps::Action::"delete", resource in CloudOps::Environment::"dev") when { context.playbook == "tidy" };',
    ],
    [
      'anybody-writes',
      'permit (principal, action == CloudOps::Action::"write", resource in CloudOps::Environment::"staging");',
    ],
    [
      'evaluation-fails',
      'forbid (principal, action == CloudOps::Action::"write", resource) when { context.monthlyCents * 9223372036854775 > 1000000000000000000 };',
    ],
    [
      'not-monotone',
      'forbid (principal, action == CloudOps::Action::"write", resource) when { context.approvals.count > 2 };',
    ],
    [
      'never-decides',
      'permit (principal in CloudOps::Role::"viewer", action == CloudOps::Action::"read", resource in CloudOps::Environment::"dev");',
    ],
    [
      'never-decides',
      'permit (principal in CloudOps::Role::"operator", action == CloudOps::Action::"delete", resource in CloudOps::Environment::"prod") when { context.approvals.count >= 3 };',
    ],
    [
      'never-fires',
      'forbid (principal, action == CloudOps::Action::"write", resource) when { context.minuteOfDay > 1439 };',
    ],
  ] as const;
  let remarks: Awaited<ReturnType<typeof lintPolicySet>>;
  beforeAll(async () => {
    remarks = await lintPolicySet(
      edited([], added.map(([, text], index) => `@id("extra-${index}") ${text}\n`).join('')),
    );
  });

  it.each(added.map(([code], index) => [code, index + 1] as const))('finds %s in line %d', (code, line) => {
    const found = remarks.filter((remark) => remark.code === code && remark.file === 'extra.cedar');
    expect(found.map((remark) => remark.line)).toContain(line);
  });

  it('gives an example and advice', () => {
    const found = remarks.find(({ code }) => code === 'anybody-deletes');
    expect(found).toMatchObject({ severity: 'error', help: 'ask for a role and an approval' });
    expect(found?.message).toMatch(/^anybody.* may delete .* in dev, unapproved, .*: allowed by extra-0$/);
    expect(remarks.map(({ severity }) => severity)).toEqual(remarks.map(({ severity }) => severity).toSorted());
  });
});

describe('lintPolicySet, of the data', () => {
  let remarks: Awaited<ReturnType<typeof lintPolicySet>>;
  beforeAll(async () => {
    remarks = await lintPolicySet(
      defaultSource({
        roles: { ...data.roles, operator: ['ana'], approver: ['ana', 'ben', 'bot', 'os:zed'], finops: ['cat'] },
        people: { ana: { logins: ['os:ana'], keys: [key] }, ben: {}, bot: { kind: 'agent' }, cat: {} },
      }),
    );
  });

  it('finds what nobody can approve, once for each risk and place, with an example', () => {
    const deadlocks = remarks.filter(({ code }) => code === 'deadlock').map(({ message }) => message);
    expect(deadlocks).toContain(
      'ana can never write in dev (1 touched, 50001 cents a month): it needs 1 approval with finops among them, and only ben, os:zed may approve',
    );
    expect(new Set(deadlocks).size).toBe(deadlocks.length);
  });

  it('finds approvers who cannot sign', () => {
    const found = remarks.filter(({ code }) => code === 'approver-without-key').map(({ message }) => message);
    expect(found).toEqual(['ben may approve, and has no key to do so', expect.stringContaining('os:zed may approve')]);
  });
});
