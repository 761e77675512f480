import { describe, expect, it } from 'vitest';
import { createBaseline } from '../review/baseline.ts';
import {
  denied,
  everything,
  group,
  inspect,
  modelOf,
  networkInterface,
  publicRoutes,
  reported,
  rule,
} from './__fixtures__/world.ts';
import { drift } from './drift.ts';
import { launchWizard } from './launch-wizard.ts';
import { noDescription } from './no-description.ts';
import { referenceToOpen } from './reference-to-open.ts';
import { shadowedRule } from './shadowed.ts';
import { tooManyRules } from './too-many-rules.ts';

const everybody = { CidrIpv4: '0.0.0.0/0' };
const reference = (id: string, account = '111122223333'): Readonly<Record<string, unknown>> => ({
  ReferencedGroupInfo: { GroupId: id, UserId: account },
});

describe('SG-043 reference to an open group', () => {
  const bastion = [
    rule('sgr-1', 'sg-bastion', everybody),
    rule('sgr-2', 'sg-db', { ...reference('sg-bastion'), FromPort: 5432, ToPort: 5432 }),
  ];
  const world = {
    groups: [group('sg-bastion'), group('sg-db')],
    group_rules: bastion,
    interfaces: [
      networkInterface('eni-1', ['sg-bastion'], { Association: { PublicIp: '203.0.113.9' } }),
      networkInterface('eni-2', ['sg-db']),
    ],
    route_tables: [publicRoutes()],
    subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }],
    internet_gateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }] }],
    acls: [
      {
        NetworkAclId: 'acl-1',
        VpcId: 'vpc-1',
        IsDefault: true,
        Associations: [{ SubnetId: 'subnet-1' }],
        Entries: [{ RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', Egress: false, CidrBlock: '0.0.0.0/0' }],
      },
    ],
  };

  it('reports a database that lets in a group which the internet reaches', () => {
    expect(reported(referenceToOpen, world)).toEqual(['SG-043 sg-db']);
  });

  it('leaves it alone when the other group is not reached, or the port is no admin or database port', () => {
    const hidden = {
      ...world,
      interfaces: [networkInterface('eni-1', ['sg-bastion']), networkInterface('eni-2', ['sg-db'])],
    };
    expect(reported(referenceToOpen, hidden)).toEqual([]);
    const web = [bastion[0], rule('sgr-2', 'sg-db', { ...reference('sg-bastion'), FromPort: 443, ToPort: 443 })];
    expect(reported(referenceToOpen, { ...world, group_rules: web })).toEqual([]);
  });

  it('says when the reach of the other group is unknown', () => {
    const seen = inspect(referenceToOpen, { ...world, route_tables: denied });
    expect(seen.drafts).toEqual([]);
    expect(seen.notChecked?.[0]?.what).toBe('SG-043 for sg-db');
  });
});

describe('SG-044 launch wizard', () => {
  it.each([
    ['launch-wizard-1', 1],
    ['launch-wizard-12', 1],
    ['my-launch-wizard-1', 0],
    ['launch-wizard', 0],
    ['launch-wizard-x', 0],
  ])('judges the name %s', (GroupName, count) => {
    expect(reported(launchWizard, { groups: [group('sg-a', { GroupName })] })).toHaveLength(count);
  });
});

describe('SG-045 too many rules', () => {
  const rules = (count: number, parts: Readonly<Record<string, unknown>> = {}): unknown[] =>
    Array.from({ length: count }, (_, index) =>
      rule(`sgr-${index}`, 'sg-a', { CidrIpv4: `10.0.${index}.0/24`, ...parts }),
    );
  const groups = [group('sg-a')];
  const roomy = { rules_quota: 1000 };

  it('reports more than 50 in one direction', () => {
    expect(reported(tooManyRules, { groups, group_rules: rules(51) }, roomy)).toEqual(['SG-045 sg-a']);
    expect(reported(tooManyRules, { groups, group_rules: rules(50) }, roomy)).toEqual([]);
  });

  it('does not add up directions', () => {
    const both = [...rules(30), ...rules(30, { IsEgress: true })];
    expect(reported(tooManyRules, { groups, group_rules: both }, roomy)).toEqual([]);
  });

  it('reports 90 % of the quota, with a prefix list at its full size', () => {
    expect(reported(tooManyRules, { groups, group_rules: rules(36) }, { rules_quota: 40 })).toEqual(['SG-045 sg-a']);
    expect(reported(tooManyRules, { groups, group_rules: rules(35) }, { rules_quota: 40 })).toEqual([]);
    const list = { PrefixListId: 'pl-1', OwnerId: '111122223333', MaxEntries: 54 };
    const named = [rule('sgr-1', 'sg-a', { PrefixListId: 'pl-1' })];
    expect(reported(tooManyRules, { groups, group_rules: named, prefix_lists: [list] })).toEqual(['SG-045 sg-a']);
  });

  it('says when rules could not be read', () => {
    expect(inspect(tooManyRules, { groups, group_rules: denied }).notChecked).toHaveLength(1);
  });
});

describe('SG-046 contained rule', () => {
  const groups = [group('sg-a')];
  const contained = (...rules: readonly unknown[]): unknown =>
    inspect(shadowedRule, { groups, group_rules: rules }).drafts[0]?.data.rule_ids ?? [];

  it('reports a rule within another', () => {
    expect(contained(rule('sgr-1', 'sg-a', everybody), rule('sgr-2', 'sg-a'))).toEqual(['sgr-2']);
    const range = rule('sgr-3', 'sg-a', { FromPort: 20, ToPort: 30 });
    expect(contained(range, rule('sgr-4', 'sg-a'))).toEqual(['sgr-4']);
    expect(contained(rule('sgr-5', 'sg-a', everything), rule('sgr-6', 'sg-a'))).toEqual(['sgr-6']);
  });

  it('keeps the first of equal rules', () => {
    expect(contained(rule('sgr-2', 'sg-a'), rule('sgr-1', 'sg-a'))).toEqual(['sgr-2']);
  });

  it('leaves rules alone that differ in direction, protocol, port, family or extent', () => {
    const others = [
      rule('sgr-2', 'sg-a', { IsEgress: true }),
      rule('sgr-3', 'sg-a', { IpProtocol: 'udp' }),
      rule('sgr-4', 'sg-a', { FromPort: 22, ToPort: 23, CidrIpv4: '10.1.0.0/16' }),
      rule('sgr-5', 'sg-a', { CidrIpv6: '2001:db8::/32' }),
      rule('sgr-6', 'sg-a', { CidrIpv4: '11.0.0.0/8' }),
      rule('sgr-7', 'sg-a', reference('sg-b')),
    ];
    expect(contained(rule('sgr-1', 'sg-a'), ...others)).toEqual([]);
  });

  it('takes a prefix list for its entries, and for nothing while they are not known', () => {
    const world = {
      groups,
      group_rules: [rule('sgr-1', 'sg-a'), rule('sgr-2', 'sg-a', { PrefixListId: 'pl-1' })],
      prefix_lists: [{ PrefixListId: 'pl-1', OwnerId: '111122223333' }],
    };
    const entries = {
      status: 'present' as const,
      output: {
        places: [
          {
            account: '111122223333',
            region: 'eu-west-1',
            input: { PrefixListId: 'pl-1' },
            status: 'present',
            items: [{ Cidr: '10.1.0.0/16' }],
          },
        ],
      },
    };
    expect(reported(shadowedRule, { ...world, prefix_list_entries: entries })).toEqual(['SG-046 sg-a']);
    expect(reported(shadowedRule, world)).toEqual([]);
  });
});

describe('SG-047 no description', () => {
  const groups = [group('sg-a')];

  it('reports a silent rule for everybody, by either family', () => {
    expect(reported(noDescription, { groups, group_rules: [rule('sgr-1', 'sg-a', everybody)] })).toEqual([
      'SG-047 sg-a',
    ]);
    const v6 = rule('sgr-1', 'sg-a', { CidrIpv6: '::/0', Description: '  ' });
    expect(reported(noDescription, { groups, group_rules: [v6] })).toEqual(['SG-047 sg-a']);
  });

  it('leaves described, narrow and outbound rules alone', () => {
    const fine = [
      rule('sgr-1', 'sg-a', { ...everybody, Description: 'public site' }),
      rule('sgr-2', 'sg-a'),
      rule('sgr-3', 'sg-a', { ...everything, ...everybody, IsEgress: true }),
    ];
    expect(reported(noDescription, { groups, group_rules: fine })).toEqual([]);
  });
});

describe('SG-048 drift', () => {
  const groups = [group('sg-a')];
  const before = [rule('sgr-1', 'sg-a'), rule('sgr-2', 'sg-a', { FromPort: 443, ToPort: 443 })];
  const baseline = createBaseline(modelOf({ groups, group_rules: before }).groups.values(), {
    approvedAt: '2026-01-02T03:04:05Z',
    approvedBy: 'network team',
  });
  const review = { status: 'present' as const, output: { exceptions: [], baseline } };

  it('reports what was added and removed', () => {
    const after = [rule('sgr-1', 'sg-a'), rule('sgr-9', 'sg-a', everybody)];
    const [found] = inspect(drift, { groups, group_rules: after, review }).drafts;
    expect(found?.data).toMatchObject({
      drift: 'changed',
      added: ['in tcp 22 from 0.0.0.0/0'],
      removed: ['in tcp 443 from 10.0.0.0/8'],
      rule_ids: ['sgr-9'],
    });
  });

  it('leaves equal rules alone, whatever their ids and descriptions', () => {
    const same = [
      rule('sgr-7', 'sg-a', { Description: 'new words' }),
      rule('sgr-8', 'sg-a', { FromPort: 443, ToPort: 443 }),
    ];
    expect(reported(drift, { groups, group_rules: same, review })).toEqual([]);
  });

  it('reports a group that was never approved, in places that the baseline covers', () => {
    const world = { groups: [...groups, group('sg-new')], group_rules: [...before, rule('sgr-3', 'sg-new')], review };
    expect(reported(drift, world)).toEqual(['SG-048 sg-new']);
    const elsewhere = { ...review, output: { exceptions: [], baseline: { ...baseline, places: [] } } };
    expect(reported(drift, { ...world, review: elsewhere })).toEqual([]);
  });

  it('is silent without a baseline, and says so when it could not be read', () => {
    expect(inspect(drift, { groups, review: { status: 'absent' } })).toEqual({ drafts: [] });
    expect(inspect(drift, { groups, review: denied }).notChecked).toHaveLength(1);
    expect(inspect(drift, { groups, group_rules: denied, review }).notChecked).toHaveLength(1);
  });
});
