import { type Analysis, analysisSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { account, denied, group, networkInterface, region, rule, stage } from './__fixtures__/account.ts';
import { analyzeNetworkAction } from './action.ts';
import { analyzeNetwork } from './analyze-network.ts';
import type { NetworkInput } from './model/settings.ts';
import { networkFindings, networkRules } from './registry.ts';

const steps = stage({
  groups: [group('sg-1', 'we\u001b[31mb'), group('sg-2')],
  rules: [rule('sg-1', '0.0.0.0/0', { id: 'sgr-1', description: 'x\u0007' }), rule('sg-2', '::/0', { id: 'sgr-2' })],
  interfaces: [networkInterface('eni-1', ['sg-1'])],
});

function analyze(input: Partial<NetworkInput> = {}): Analysis {
  return analyzeNetwork({ scope: {}, settings: { rules: ['SG-003', 'SG-004'] }, steps, ...input });
}

describe('analyzeNetwork', () => {
  it('returns what the spec says', () => {
    const analysis = analyzeNetwork({ scope: {}, steps });
    expect(analysisSchema.parse(analysis)).toEqual(analysis);
  });

  it('names resource, rules and remediation', () => {
    const finding = analyze().findings.find(({ code }) => code === 'SG-003');
    expect(finding).toMatchObject({
      resource: { provider: 'aws', target: account, kind: 'SecurityGroup', namespace: region, name: 'sg-1' },
      instances: ['NetworkInterface/eu-west-1/eni-1'],
      title: 'SSH (TCP 22) open to the whole internet',
      data: {
        group_id: 'sg-1',
        vpc_id: 'vpc-1',
        rule_ids: ['sgr-1'],
        ports: [[22, 22]],
        reachable: true,
        joined_with: [],
      },
      remediations: [
        {
          playbook: 'aws-sg-revoke',
          risk: 'write',
          inputs: { account, region, group_id: 'sg-1', rule_ids: 'sgr-1' },
        },
      ],
    });
    expect(finding?.data?.saved_rules).toEqual([
      expect.objectContaining({
        SecurityGroupRuleId: 'sgr-1',
        CidrIpv4: '0.0.0.0/0',
        Description: 'x\u0007',
        Tags: [],
      }),
    ]);
  });

  it('lets no control character of a name into a sentence', () => {
    for (const { title, detail } of analyze().findings) expect(title + detail).not.toMatch(/[\u0000-\u001f]/);
  });

  it.each([
    [{ group: 'sg-2' }, ['SG-004']],
    [{ vpc: 'vpc-1' }, ['SG-003', 'SG-004']],
    [{ vpc: 'vpc-2' }, []],
    [{ region: 'us-east-1' }, []],
    [{ account }, ['SG-003', 'SG-004']],
  ])('keeps to scope %j', (scope, expected) => {
    expect(
      analyze({ scope })
        .findings.map(({ code }) => code)
        .sort(),
    ).toEqual(expected);
  });

  it.each([
    { account: 'Shop' },
    { account: '444455556666, shop' },
    { region: 'us-east-1, eu-west-1' },
    { account: ' ', region: '' },
  ])('finds what an account’s name or a list of names means: %j', (scope) => {
    const output = { accounts: [{ account, name: 'shop' }], regional: [{ account, region }], global: [], gaps: [] };
    const named = { ...steps, places: { status: 'present' as const, output } };
    expect(analyze({ scope, steps: named }).findings).toHaveLength(2);
  });

  it('takes codes in any case, and says which ones there are not', () => {
    const { findings, not_checked } = analyze({ settings: { rules: ['sg-003', ' SG-04 '] } });
    expect(findings.map(({ code }) => code)).toEqual(['SG-003']);
    expect(not_checked).toContainEqual({
      what: 'rule SG-04',
      why: 'there is no rule of that code',
      needs: expect.stringContaining('SG-004'),
    });
  });

  it('says what it looked at', () => {
    expect(analyze().figures.map(({ name, value }) => [name, value])).toEqual([
      ['accounts and regions', 1],
      ['security groups', 2],
      ['rules', 2],
      ['network interfaces', 1],
      ['groups with findings that the internet reaches', 1],
    ]);
  });
});

describe('what could not be read', () => {
  it('is not checked, with the permission that is missing', () => {
    const { not_checked } = analyze({ steps: { ...steps, acls: denied('ec2:DescribeNetworkAcls') } });
    expect(not_checked).toContainEqual({
      what: `network ACLs in ${account} ${region}`,
      why: 'You are not authorized to perform: ec2:DescribeNetworkAcls',
      needs: 'ec2:DescribeNetworkAcls',
    });
  });

  it('is an account that could not be entered', () => {
    const reason = { kind: 'denied', message: 'cannot assume the role' };
    const output = { accounts: [], regional: [], global: [], gaps: [{ account, region: null, reason }] };
    const { not_checked } = analyze({ steps: { ...steps, places: { status: 'present', output } } });
    expect(not_checked).toContainEqual({ what: `account ${account}`, why: 'cannot assume the role', needs: '' });
  });

  it('is a prefix list without entries, and a source that is no CIDR', () => {
    const odd = stage({
      groups: [group('sg-1')],
      rules: [rule('sg-1', 'pl-9'), rule('sg-1', '0.0.0.0/99\u001b')],
      interfaces: [networkInterface('eni-1', ['sg-1'])],
    });
    const { findings, not_checked } = analyze({ steps: odd });
    expect(findings).toEqual([]);
    expect(not_checked.map(({ what }) => what)).toEqual([
      'what prefix list pl-9 lets in (sg-1)',
      'what source "0.0.0.0/99\\u001b" lets in (sg-1)',
    ]);
  });

  it('are rules: then those of the groups themselves count, without a remediation', () => {
    const permission = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const groups = [{ ...(group('sg-1') as object), IpPermissions: [permission] }];
    const staged = stage({ groups, rules: [], interfaces: [networkInterface('eni-1', ['sg-1'])] });
    const { findings } = analyze({ steps: { ...staged, group_rules: denied('ec2:DescribeSecurityGroupRules') } });
    expect(findings.map(({ code, remediations }) => [code, remediations])).toEqual([['SG-003', []]]);
  });

  it.each([null, 'text', 7, { places: 'x' }, { places: [{ items: [null, 3, { GroupId: 7 }] }] }])(
    'does not matter when an output is %j',
    (output) => {
      const broken = Object.fromEntries(
        Object.keys(steps).map((step) => [step, { status: 'present' as const, output }]),
      );
      expect(analyze({ steps: broken }).findings).toEqual([]);
    },
  );
});

describe('aws.analyze-network-exposure', () => {
  const context = {} as Parameters<typeof analyzeNetworkAction.doRun>[1];

  it('is unknown when no group could be read', async () => {
    const groups = denied('ec2:DescribeSecurityGroups');
    const evidence = await analyzeNetworkAction.doRun({ scope: {}, steps: { ...steps, groups } }, context);
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
  });

  it('is present with what it found', async () => {
    const input = analyzeNetworkAction.input.parse({ scope: {}, settings: null, steps });
    expect(await analyzeNetworkAction.doRun(input, context)).toMatchObject({ status: 'present' });
  });

  it('takes no input that it does not know', () => {
    expect(analyzeNetworkAction.input.safeParse({ scope: {}, steps: {}, more: 1 }).success).toBe(false);
  });
});

describe('the registry of network findings', () => {
  const codes = networkFindings.map(({ code }) => code);

  it('holds each code once, in order', () => {
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  it('documents every code', () => {
    for (const { code, title, decided, remedy, source } of networkRules.flatMap(({ definitions }) => definitions))
      for (const text of [title, decided, remedy, source]) expect(text.length, code).toBeGreaterThan(2);
  });
});
