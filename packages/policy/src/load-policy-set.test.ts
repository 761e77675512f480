import { CloudOpsError } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { defaultSource, sourceWith } from './__fixtures__/requests.ts';
import { loadPolicySet } from './load-policy-set.ts';
import { loadDefaultPolicies } from './policy-folder.ts';
import type { PolicySource } from './policy-source.ts';

async function failureOf(source: PolicySource): Promise<CloudOpsError> {
  const error: unknown = await loadPolicySet(source).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!CloudOpsError.isInstance(error)) throw new TypeError(`no CloudOpsError: ${String(error)}`);
  return error;
}

const permit = 'permit (principal, action == CloudOps::Action::"read", resource)';

describe('loadPolicySet', () => {
  it('loads what is shipped, each policy with a summary and a fix', async () => {
    const policySet = await loadPolicySet(loadDefaultPolicies());
    expect(policySet.engine).toMatch(/^cedar \d+\.\d+\.\d+$/);
    expect(policySet.policies.map((policy) => policy.id)).toEqual([
      'agents-need-approval',
      'approval-binds-plan',
      'approval-expires',
      'approve-role',
      'approver-is-human',
      'blast-radius-2',
      'blast-radius-max',
      'change-freeze',
      'cost-cap',
      'delete-nonprod-approved',
      'four-eyes',
      'no-long-lived-credentials',
      'no-unknown-credentials',
      'prod-no-delete',
      'read-any',
      'second-pair-of-eyes',
      'warn-long-lived-credentials',
      'write-nonprod',
      'write-prod-approved',
    ]);
    for (const policy of policySet.policies) expect([policy.summary, policy.fix]).not.toContain('');
  });

  it.each([
    [
      'a typo in an attribute',
      `@id("x")\n${permit}\nwhen { context.aprovals.count > 1 };`,
      'extra.cedar:3:8: ',
      'did you mean `approvals`?',
    ],
    [
      'an unknown role',
      '@id("x")\npermit (principal in CloudOps::Role::"admin", action, resource);',
      'extra.cedar:2:22: ',
      'valid entity eids: ',
    ],
    [
      'an unknown environment',
      `@id("x") ${permit}\n  when { resource in CloudOps::Environment::"production" };`,
      'extra.cedar:2:',
      '"dev", "prod", "staging"',
    ],
    [
      'an unknown action',
      '@id("x") permit (principal, action == CloudOps::Action::"reed", resource);',
      'extra.cedar:1:',
      'did you mean',
    ],
    [
      'a look-alike letter in a role',
      '@id("x")\n\npermit (principal in CloudOps::Role::"vi\u0435wer", action, resource);',
      'extra.cedar:3:',
      'valid entity eids',
    ],
    [
      'a look-alike letter in a text',
      `@id("x") ${permit} when { context.playbook == "\u0435cho" };`,
      'extra.cedar:1:',
      'mixed scripts',
    ],
    [
      'a comparison of kinds with a text',
      `@id("x") ${permit} when { principal.kind == "human" };`,
      'extra.cedar:1:',
      'String',
    ],
    ['a policy that can never apply', `@id("x") ${permit} when { false };`, 'extra.cedar:1:', 'impossible'],
    ['a syntax error', `@id("x")\n${permit}\nwhen { 1 == };`, 'extra.cedar:3:13: ', 'unexpected token'],
    [
      'an optional field that is not guarded',
      '@id("x") forbid (principal, action == CloudOps::Action::"write", resource) when { context.freeze.until > context.now };',
      'extra.cedar:1:',
      'until',
    ],
    [
      'a change field in a policy about reads',
      `@id("x") ${permit} when { context.blastRadius < 1 };`,
      'extra.cedar:1:',
      'blastRadius',
    ],
    ['a policy without an id', `// ${permit};\n${permit};`, 'extra.cedar:2:1: ', '@id'],
    ['an id that is no name', `@id("__proto__")\n${permit};`, 'extra.cedar:1:1: ', 'kebab-case'],
    ['an id that is taken', `\n@id("read-any") ${permit};`, 'extra.cedar:2:1: ', 'is taken by 10-reads.cedar'],
    ['a template', '@id("x") permit (principal == ?principal, action, resource);', 'extra.cedar:1:1: ', 'templates'],
  ])('refuses %s and says where', async (_, text, place, said) => {
    const error = await failureOf(sourceWith(text));
    expect(error.code).toBe('POLICY_INVALID');
    expect(error.message).toContain(place);
    expect(error.message).toContain(said);
    expect(error.nextSteps).not.toEqual([]);
  });

  it('names the column in UTF-16 units', async () => {
    const error = await failureOf(sourceWith(`@id("x")\n${permit} when { "\u00e9" == context.nothing };`));
    const column = `${permit} when { "\u00e9" == context.nothing };`.indexOf('context.nothing') + 1;
    expect(error.message).toContain(`extra.cedar:2:${column}: `);
  });

  it('names every fault, in the order of the files', async () => {
    const source = sourceWith('@id("x") permit (principal in CloudOps::Role::"zzz", action, resource);', '00.cedar');
    const files = [
      ...source.policies,
      { file: '99.cedar', text: '@id("y") permit (principal in CloudOps::Role::"yyy", action, resource);' },
    ];
    const { message } = await failureOf({ ...source, policies: files });
    expect(message.indexOf('00.cedar:1:')).toBeGreaterThan(0);
    expect(message.indexOf('99.cedar:1:')).toBeGreaterThan(message.indexOf('00.cedar:1:'));
  });

  it('refuses the shipped policies when the data lacks a role that they name', async () => {
    const error = await failureOf(
      defaultSource({ roles: { viewer: [], operator: [], approver: [] }, approvals: { maximum: 1, roles: [] } }),
    );
    expect(error.message).toMatch(/30-guard-rails\.cedar:\d+:\d+: .*finops/);
  });

  it.each([
    ['no file', []],
    ['an empty file', [{ file: 'a.cedar', text: '// nothing\n' }]],
  ])('refuses %s', async (_, policies) => {
    expect((await failureOf({ ...defaultSource(), policies })).message).toContain('no policy at all');
  });

  it('spares validation when the cache knows the digest, and only then', async () => {
    const seen = new Set<string>();
    const calls: string[] = [];
    const cache = {
      has: (digest: string) => {
        calls.push('has');
        return seen.has(digest);
      },
      add: (digest: string) => {
        calls.push('add');
        seen.add(digest);
      },
    };
    const { digest } = await loadPolicySet(defaultSource(), cache);
    await loadPolicySet(defaultSource(), cache);
    expect(calls).toEqual(['has', 'add', 'has']);
    expect([...seen]).toEqual([digest]);
  });

  it('validates when the cache fails', async () => {
    const broken = {
      has: () => {
        throw new TypeError('broken');
      },
      add: () => {
        throw new TypeError('broken');
      },
    };
    expect((await loadPolicySet(defaultSource(), broken)).policies.length).toBeGreaterThan(0);
    const wrong = sourceWith('@id("x") permit (principal in CloudOps::Role::"admin", action, resource);');
    await expect(loadPolicySet(wrong, broken)).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it('takes a schema as text only when it enumerates the names of the data', async () => {
    const open = 'namespace CloudOps { entity Role; entity Environment enum ["dev", "prod", "staging"]; }';
    const error = await failureOf({ ...defaultSource(), schemaText: open });
    expect(error.message).toContain('schema:1:1: entity Role does not enumerate');
    expect((await failureOf({ ...defaultSource(), schemaText: 'entity\n entity' })).message).toMatch(
      /schema:\d+:\d+: /,
    );
  });
});

describe('loadPolicySet, as to users that policies name', () => {
  const people = { people: { alice: { logins: ['os:alice'] } } };
  const forbid = (id: string) => `@id("x")\nforbid (principal == CloudOps::User::"${id}", action, resource);`;
  const withPolicy = (id: string) => ({
    ...defaultSource(people),
    policies: [...defaultSource().policies, { file: 'extra.cedar', text: forbid(id) }],
  });

  it.each(['alice', 'os:zed'])('takes %s', async (id) => {
    expect((await loadPolicySet(withPolicy(id))).policies.map((policy) => policy.id)).toContain('x');
  });

  it.each([
    ['os:alice', 'the user os:alice is the person alice (write CloudOps::User::"alice"'],
    ['alise', 'nobody is the user alise (list the person'],
  ])('refuses %s, whom nobody ever is', async (id, said) => {
    const error = await failureOf(withPolicy(id));
    expect(error.message).toContain('extra.cedar:2:32: ');
    expect(error.message).toContain(said);
  });
});
