import type { Json, Remediation } from '@cloudops/spec';
import { valueAt } from '../value/read.ts';
import type { GroupRule, SecurityGroup } from './model/group.ts';

/** As many as are revoked at once. */
const mostRules = 300;

/** What is needed to authorise a rule again, with description and tags. */
const savedFields: readonly string[] = [
  'CidrIpv4',
  'CidrIpv6',
  'Description',
  'FromPort',
  'IpProtocol',
  'IsEgress',
  'PrefixListId',
  'ReferencedGroupInfo',
  'SecurityGroupRuleId',
  'Tags',
  'ToPort',
];

/** Rules as EC2 described them, for an undo; those that only the group itself showed have no id and are left out. */
export function savedRules(rules: readonly GroupRule[]): readonly Json[] {
  return rules.filter(({ id }) => id !== '').map(savedRule);
}

function savedRule({ item }: GroupRule): Json {
  const known = savedFields.flatMap((field) => {
    const value = valueAt(item.raw, field);
    return value === undefined ? [] : [[field, value as Json] as const];
  });
  return Object.fromEntries(known);
}

/**
 * Revokes rules of a group by their ids: revoking a permission by its content would take legitimate sources with it. None
 * where a rule's id is not known, or where they are too many for one plan.
 */
export function revokeRules(group: SecurityGroup, rules: readonly GroupRule[]): readonly Remediation[] {
  const ids = rules.map(({ id }) => id).filter((id) => id !== '');
  if (ids.length === 0 || ids.length < rules.length || ids.length > mostRules) return [];
  const { id, account, region } = group;
  return [
    {
      title: `Revoke ${ids.length === 1 ? `rule ${ids[0]}` : `${ids.length} rules`} of ${id}`,
      playbook: 'aws-sg-revoke',
      inputs: { account, region, group_id: id, rule_ids: ids.join(',') },
      risk: 'write',
      undo: 'Authorise the saved rules again, with their descriptions and tags; they get new rule ids.',
    },
  ];
}

/** Deletes a group that nothing uses; EC2 refuses while anything holds it. None where not all of its rules are known. */
export function deleteGroup(group: SecurityGroup): readonly Remediation[] {
  if (!group.hasAllRules) return [];
  const { id, account, region } = group;
  return [
    {
      title: `Delete security group ${id}`,
      playbook: 'aws-sg-delete',
      inputs: { account, region, group_id: id },
      risk: 'delete',
      undo: 'Make a group with the same name, tags and saved rules; it gets a new id.',
    },
  ];
}
