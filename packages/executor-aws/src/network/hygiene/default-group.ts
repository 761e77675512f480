import type { NetworkRule } from '../draft.ts';
import type { SecurityGroup } from '../model/group.ts';
import { groupDraft, groupText, undecidedGroups } from './group-draft.ts';
import { ruleText } from './rule-text.ts';

/** Whether a group is its VPC's default one. EC2 reserves the name. */
export function isDefaultGroup({ name }: SecurityGroup): boolean {
  return name === 'default';
}

function defaultGroups(groups: ReadonlyMap<string, SecurityGroup>): readonly SecurityGroup[] {
  return [...groups.values()].filter(isDefaultGroup);
}

/** SG-037: a default group that allows anything. */
export const defaultGroupRules: NetworkRule = {
  definitions: [
    {
      code: 'SG-037',
      title: 'Default security group allows traffic',
      role: 'fault',
      severity: 'high',
      decided:
        'The group named "default" of a VPC has at least one rule, inbound or outbound; also the rules that AWS itself puts there. High while it is attached to an interface, low while it is not.',
      remedy:
        'Give what uses it a group of its own, then remove all rules of the default group, so that what is launched without a group gets no access.',
      source: 'AWS FSBP EC2.2; CIS 5.5; Prowler ec2_securitygroup_default_restrict_traffic',
    },
  ],
  inspect({ groups }) {
    const defaults = defaultGroups(groups);
    const unread = defaults.filter((group) => group.rules.length === 0 && !group.hasAllRules);
    return {
      drafts: defaults
        .filter(({ rules }) => rules.length > 0)
        .map((group) =>
          groupDraft(group, {
            code: 'SG-037',
            severity: group.interfaces.length === 0 ? 'low' : 'high',
            title: `Default security group of ${group.vpcId} allows traffic`,
            detail: `${group.id} has ${group.rules.length === 1 ? 'a rule' : `${group.rules.length} rules`}: ${group.rules.slice(0, 3).map(ruleText).join('; ')}. What is launched without a group gets it.`,
            rules: group.rules,
            // Those of a group in use are traffic that something may rely on.
            revoke: group.interfaces.length === 0 ? group.rules : [],
          }),
        ),
      notChecked: undecidedGroups(
        'SG-037',
        unread,
        'the rules of the group could not be read',
        'ec2:DescribeSecurityGroupRules',
      ),
    };
  },
};

/** SG-038: a default group that something uses. */
export const defaultGroupInUse: NetworkRule = {
  definitions: [
    {
      code: 'SG-038',
      title: 'Default security group is in use',
      role: 'fault',
      severity: 'medium',
      decided: 'The group named "default" of a VPC is attached to at least one network interface. Our own rule.',
      remedy: 'Give each interface a group made for its purpose and take the default group off it.',
      source: 'CloudOps',
    },
  ],
  inspect({ groups, snapshot }) {
    const defaults = defaultGroups(groups);
    const used = defaults.filter(({ interfaces }) => interfaces.length > 0);
    const unread = defaults.filter(
      (group) => group.interfaces.length === 0 && !snapshot.isComplete('interfaces', group),
    );
    return {
      drafts: used.map((group) => {
        const count = group.interfaces.length;
        return groupDraft(group, {
          code: 'SG-038',
          severity: 'medium',
          title: `Default security group of ${group.vpcId} is in use`,
          detail: `${groupText(group)} is attached to ${count === 1 ? 'an interface' : `${count} interfaces`}: ${group.interfaces
            .slice(0, 3)
            .map(({ id }) => id)
            .join(', ')}.`,
        });
      }),
      notChecked: undecidedGroups(
        'SG-038',
        unread,
        'network interfaces could not be read',
        'ec2:DescribeNetworkInterfaces',
      ),
    };
  },
};
