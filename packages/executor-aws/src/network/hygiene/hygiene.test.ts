import { describe, expect, it } from 'vitest';
import { denied, everything, group, inspect, networkInterface, reported, rule } from './__fixtures__/world.ts';
import { crossAccount } from './cross-account.ts';
import { defaultGroupInUse, defaultGroupRules } from './default-group.ts';
import { restrictedEgress } from './restricted-egress.ts';
import { selfReference } from './self-reference.ts';
import { staleReference } from './stale-reference.ts';
import { unusedGroup } from './unused.ts';

const everybody = { CidrIpv4: '0.0.0.0/0' };
const reference = (id: string, account = '111122223333'): Readonly<Record<string, unknown>> => ({
  ReferencedGroupInfo: { GroupId: id, UserId: account },
});

describe('SG-035 restricted egress', () => {
  const tagged = group('sg-a', { Tags: [{ Key: 'egress', Value: 'restricted' }] });
  const open = rule('sgr-1', 'sg-a', { ...everything, ...everybody, IsEgress: true });
  const settings = { restricted_egress_tag: 'egress=restricted' };

  it('reports a tagged group that lets everything out', () => {
    expect(reported(restrictedEgress, { groups: [tagged], group_rules: [open] }, settings)).toEqual(['SG-035 sg-a']);
  });

  it('joins halves', () => {
    const halves = ['0.0.0.0/1', '128.0.0.0/1'].map((CidrIpv4) =>
      rule(`sgr-${CidrIpv4}`, 'sg-a', { ...everything, CidrIpv4, IsEgress: true }),
    );
    expect(reported(restrictedEgress, { groups: [tagged], group_rules: halves }, settings)).toEqual(['SG-035 sg-a']);
    expect(reported(restrictedEgress, { groups: [tagged], group_rules: halves.slice(1) }, settings)).toEqual([]);
  });

  it('leaves groups alone that carry another value, or when no tag is set', () => {
    const world = { groups: [tagged], group_rules: [open] };
    expect(reported(restrictedEgress, world, { restricted_egress_tag: 'egress=open' })).toEqual([]);
    expect(reported(restrictedEgress, world)).toEqual([]);
    expect(reported(restrictedEgress, world, { restricted_egress_tag: 'egress' })).toEqual(['SG-035 sg-a']);
  });

  it('leaves one port to everybody and all traffic to a private network alone', () => {
    const some = [
      rule('sgr-1', 'sg-a', { ...everybody, FromPort: 443, ToPort: 443, IsEgress: true }),
      rule('sgr-2', 'sg-a', { ...everything, IsEgress: true }),
    ];
    expect(reported(restrictedEgress, { groups: [tagged], group_rules: some }, settings)).toEqual([]);
  });

  it('says when rules could not be read', () => {
    const seen = inspect(restrictedEgress, { groups: [tagged], group_rules: denied }, settings);
    expect(seen.drafts).toEqual([]);
    expect(seen.notChecked).toHaveLength(1);
  });
});

describe('SG-037 and SG-038 default group', () => {
  const own = group('sg-d', { GroupName: 'default' });
  const rules = [rule('sgr-1', 'sg-d', { ...everything, ...reference('sg-d') })];
  const eni = networkInterface('eni-1', ['sg-d']);

  it('reports the rules that AWS itself puts there, high once attached', () => {
    const idle = inspect(defaultGroupRules, { groups: [own], group_rules: rules }).drafts;
    const used = inspect(defaultGroupRules, { groups: [own], group_rules: rules, interfaces: [eni] }).drafts;
    expect(idle.map(({ severity }) => severity)).toEqual(['low']);
    expect(used.map(({ severity }) => severity)).toEqual(['high']);
    expect(used[0]?.data.rule_ids).toEqual(['sgr-1']);
  });

  it('leaves an empty default group and groups with a like name alone', () => {
    const like = group('sg-x', { GroupName: 'default-web' });
    const world = { groups: [own, like], group_rules: [rule('sgr-2', 'sg-x')] };
    expect(reported(defaultGroupRules, world)).toEqual([]);
  });

  it('never passes a default group whose rules could not be read', () => {
    expect(inspect(defaultGroupRules, { groups: [own], group_rules: denied }).notChecked).toHaveLength(1);
  });

  it('reports a default group that is attached', () => {
    expect(reported(defaultGroupInUse, { groups: [own], interfaces: [eni] })).toEqual(['SG-038 sg-d']);
    expect(reported(defaultGroupInUse, { groups: [own] })).toEqual([]);
    expect(inspect(defaultGroupInUse, { groups: [own], interfaces: denied }).notChecked).toHaveLength(1);
  });
});

describe('SG-039 unused', () => {
  const groups = [group('sg-a')];

  it('reports a group that nothing names, also when it names itself', () => {
    expect(reported(unusedGroup, { groups })).toEqual(['SG-039 sg-a']);
    const self = [rule('sgr-1', 'sg-a', reference('sg-a'))];
    expect(reported(unusedGroup, { groups, group_rules: self })).toEqual(['SG-039 sg-a']);
  });

  it.each<[string, Readonly<Record<string, readonly unknown[]>>]>([
    ['an interface', { interfaces: [networkInterface('eni-1', ['sg-a'])] }],
    ['an inbound rule', { group_rules: [rule('sgr-1', 'sg-b', reference('sg-a'))] }],
    ['an outbound rule', { group_rules: [rule('sgr-1', 'sg-b', { ...reference('sg-a'), IsEgress: true })] }],
    ['a launch template', { launch_templates: [{ LaunchTemplateData: { SecurityGroupIds: ['sg-a'] } }] }],
    [
      'an interface of a launch template',
      { launch_templates: [{ LaunchTemplateData: { NetworkInterfaces: [{ Groups: ['sg-a'] }] } }] },
    ],
    ['a launch template by name', { launch_templates: [{ LaunchTemplateData: { SecurityGroups: ['sg-a'] } }] }],
    ['a launch configuration', { launch_configurations: [{ SecurityGroups: ['sg-a'] }] }],
    ['a function', { lambda: [{ VpcConfig: { SecurityGroupIds: ['sg-a'] } }] }],
    [
      'an ECS service',
      { ecs_services: [{ networkConfiguration: { awsvpcConfiguration: { securityGroups: ['sg-a'] } } }] },
    ],
    [
      'an event target',
      {
        event_targets: [
          { EcsParameters: { NetworkConfiguration: { awsvpcConfiguration: { SecurityGroups: ['sg-a'] } } } },
        ],
      },
    ],
    ['a build project', { codebuild: [{ vpcConfig: { securityGroupIds: ['sg-a'] } }] }],
    ['a batch environment', { batch: [{ computeResources: { securityGroupIds: ['sg-a'] } }] }],
    ['a Glue connection', { glue: [{ PhysicalConnectionRequirements: { SecurityGroupIdList: ['sg-a'] } }] }],
    ['a VPC association', { group_vpc_associations: [{ GroupId: 'sg-a', VpcId: 'vpc-2' }] }],
    ['a peered VPC', { group_references: [{ GroupId: 'sg-a', ReferencingVpcId: 'vpc-9' }] }],
  ])('takes %s for use', (_name, use) => {
    expect(reported(unusedGroup, { groups: [...groups, group('sg-b', { GroupName: 'default' })], ...use })).toEqual([]);
  });

  it('leaves default groups alone', () => {
    expect(reported(unusedGroup, { groups: [group('sg-d', { GroupName: 'default' })] })).toEqual([]);
  });

  it.each(['interfaces', 'launch_templates', 'lambda', 'group_references', 'group_rules'])(
    'says nothing while %s could not be read',
    (step) => {
      const seen = inspect(unusedGroup, { groups, [step]: denied });
      expect(seen.drafts).toEqual([]);
      expect(seen.notChecked).toHaveLength(1);
    },
  );

  it('asks nothing of peers where there is no peering', () => {
    expect(reported(unusedGroup, { groups, group_references: { status: 'skipped' } })).toEqual(['SG-039 sg-a']);
  });
});

describe('SG-040 stale reference', () => {
  it('reports what EC2 calls stale, of groups that were read', () => {
    const stale = { GroupId: 'sg-a', StaleIpPermissions: [{ UserIdGroupPairs: [{ GroupId: 'sg-gone' }] }] };
    const world = { groups: [group('sg-a'), group('sg-b')], stale_groups: [stale, { GroupId: 'sg-unread' }] };
    expect(reported(staleReference, world)).toEqual(['SG-040 sg-a']);
    expect(inspect(staleReference, world).drafts[0]?.data.stale_groups).toEqual(['sg-gone']);
    expect(reported(staleReference, { groups: [group('sg-a')] })).toEqual([]);
  });

  it('says whose VPCs are shared with accounts that are looked at, while the owner is not', () => {
    const owned = (VpcId: string, OwnerId: string): unknown => ({ VpcId, OwnerId });
    const vpcs = [owned('vpc-1', '111122223333'), owned('vpc-2', '444455556666'), owned('vpc-3', '444455556666')];
    expect(inspect(staleReference, { vpcs }).notChecked).toEqual([
      {
        what: 'stale references in VPCs that 444455556666 shares (SG-040)',
        why: 'they are told to the owner of a VPC only',
        needs: '444455556666 among the configured accounts',
      },
    ]);
    expect(inspect(staleReference, { vpcs: vpcs.slice(0, 1) }).notChecked).toEqual([]);
  });
});

describe('SG-041 cross-account reference', () => {
  const groups = [group('sg-a')];
  const world = { groups, group_rules: [rule('sgr-1', 'sg-a', reference('sg-z', '444455556666'))] };

  it('reports an account that nobody trusts', () => {
    expect(reported(crossAccount, world)).toEqual(['SG-041 sg-a']);
    expect(inspect(crossAccount, world).drafts[0]?.data.accounts).toEqual(['444455556666']);
  });

  it('leaves trusted accounts, its own and AWS alone', () => {
    expect(reported(crossAccount, world, { trusted_accounts: ['444455556666'] })).toEqual([]);
    const fine = ['111122223333', 'amazon-elb'].map((user) => rule(`sgr-${user}`, 'sg-a', reference('sg-z', user)));
    expect(reported(crossAccount, { groups, group_rules: fine })).toEqual([]);
  });

  it('looks at inbound rules only', () => {
    const out = rule('sgr-1', 'sg-a', { ...reference('sg-z', '444455556666'), IsEgress: true });
    expect(reported(crossAccount, { groups, group_rules: [out] })).toEqual([]);
  });
});

describe('SG-042 self reference', () => {
  const members = (count: number): unknown[] =>
    Array.from({ length: count }, (_, index) => networkInterface(`eni-${index}`, ['sg-a']));
  const self = rule('sgr-1', 'sg-a', { ...everything, ...reference('sg-a') });

  it('reports beyond 20 members', () => {
    const world = { groups: [group('sg-a')], group_rules: [self] };
    expect(reported(selfReference, { ...world, interfaces: members(21) })).toEqual(['SG-042 sg-a']);
    expect(reported(selfReference, { ...world, interfaces: members(20) })).toEqual([]);
    expect(inspect(selfReference, { ...world, interfaces: denied }).notChecked).toHaveLength(1);
  });

  it('leaves one port and the default group alone', () => {
    const port = rule('sgr-1', 'sg-a', reference('sg-a'));
    expect(reported(selfReference, { groups: [group('sg-a')], group_rules: [port], interfaces: members(21) })).toEqual(
      [],
    );
    const own = group('sg-a', { GroupName: 'default' });
    expect(reported(selfReference, { groups: [own], group_rules: [self], interfaces: members(21) })).toEqual([]);
  });
});
