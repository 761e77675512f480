import { describe, expect, it } from 'vitest';
import { misfitsOf } from '../__fixtures__/fitting-playbook.ts';
import { group, modelOf, rule } from './hygiene/__fixtures__/world.ts';
import { deleteGroup, revokeRules } from './remediation.ts';

describe('a remediation of a security group', () => {
  const { groups } = modelOf({ groups: [group('sg-1')], group_rules: [rule('sgr-1', 'sg-1'), rule('sgr-2', 'sg-1')] });
  const proposed = [...groups.values()].flatMap((one) => [...revokeRules(one, one.rules), ...deleteGroup(one)]);

  it('names a playbook that can do it', () => {
    expect(proposed.map(({ playbook }) => playbook)).toEqual(['aws-sg-revoke', 'aws-sg-delete']);
    expect(proposed.flatMap(misfitsOf)).toEqual([]);
  });

  it('is none where more rules are open than one plan revokes', () => {
    const many = (count: number) => {
      const rules = Array.from({ length: count }, (_, index) => rule(`sgr-${index}`, 'sg-1'));
      const [one] = [...modelOf({ groups: [group('sg-1')], group_rules: rules }).groups.values()];
      return one === undefined ? [] : revokeRules(one, one.rules);
    };
    expect([300, 301].map((count) => many(count).length)).toEqual([1, 0]);
  });

  it.each([
    [{ playbook: 'aws-link-cleanup' }, 'there is no playbook aws-link-cleanup'],
    [{ playbook: 'aws-security-groups' }, 'aws-security-groups is a read, not a write'],
    [{ inputs: { rule_ids: ['sgr-1'] } }, 'aws-sg-revoke.rule_ids takes a string, not ["sgr-1"]'],
    [{ inputs: { rule: 'sgr-1' } }, 'aws-sg-revoke.rule is no input'],
    [{ inputs: {} }, 'aws-sg-revoke.group_id is required'],
    [{ risk: 'delete' as const }, 'aws-sg-revoke is a write, not a delete'],
  ])('that is %j is found', (change, misfit) => {
    const [revoke] = proposed;
    expect(revoke === undefined ? [] : misfitsOf({ ...revoke, ...change })).toContain(misfit);
  });
});
