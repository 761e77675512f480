import { describe, expect, it } from 'vitest';
import { group, inspect, type modelOf, networkInterface, rule } from './__fixtures__/world.ts';
import { crossAccount } from './cross-account.ts';
import { defaultGroupRules } from './default-group.ts';
import { shadowedRule } from './shadowed.ts';

const foreign = { ReferencedGroupInfo: { GroupId: 'sg-far', UserId: '999988887777' } };

function remediesOf(rules: Parameters<typeof inspect>[0], world: Parameters<typeof modelOf>[0]): readonly unknown[] {
  return inspect(rules, world).drafts.map(({ remediations, data }) => ({ remediations, saved: data.saved_rules }));
}

describe('hygiene remediations', () => {
  it('revoke a foreign reference by its id and keep all that an undo needs', () => {
    const world = {
      groups: [group('sg-1')],
      group_rules: [rule('sgr-1', 'sg-1', { ...foreign, FromPort: 443, ToPort: 443 })],
    };
    expect(remediesOf(crossAccount, world)).toMatchObject([
      {
        remediations: [{ playbook: 'aws-sg-revoke', risk: 'write', inputs: { group_id: 'sg-1', rule_ids: 'sgr-1' } }],
        saved: [{ SecurityGroupRuleId: 'sgr-1', FromPort: 443, ...foreign }],
      },
    ]);
  });

  it('revoke of two rules only the one that the other contains', () => {
    const rules = [
      rule('sgr-1', 'sg-1', { CidrIpv4: '10.0.0.0/8', FromPort: 1, ToPort: 100 }),
      rule('sgr-2', 'sg-1', { CidrIpv4: '10.1.0.0/16', FromPort: 22, ToPort: 22 }),
    ];
    const world = { groups: [group('sg-1')], group_rules: rules };
    expect(remediesOf(shadowedRule, world)).toMatchObject([{ remediations: [{ inputs: { rule_ids: 'sgr-2' } }] }]);
  });

  it('empty a default group that nothing uses, and leave one in use to a person', () => {
    const rules = [rule('sgr-1', 'sg-1', { CidrIpv4: '10.0.0.0/8' })];
    const world = { groups: [group('sg-1', { GroupName: 'default' })], group_rules: rules };
    expect(remediesOf(defaultGroupRules, world)).toMatchObject([{ remediations: [{ inputs: { rule_ids: 'sgr-1' } }] }]);
    const used = { ...world, interfaces: [networkInterface('eni-1', ['sg-1'])] };
    expect(remediesOf(defaultGroupRules, used)).toMatchObject([{ remediations: [] }]);
  });
});
