import type { NetworkRule } from '../draft.ts';
import type { SecurityGroup } from '../model/group.ts';
import { isDefaultGroup } from './default-group.ts';
import { groupDraft, groupText, undecidedGroups } from './group-draft.ts';

/** Beyond this, "all members trust each other" is no longer a cluster. Our own threshold. */
const mostMembers = 20;

function selfRules(group: SecurityGroup): SecurityGroup['rules'] {
  return group.rules.filter(
    ({ isEgress, protocol, source }) =>
      !isEgress && protocol === '-1' && source.kind === 'group' && source.id === group.id,
  );
}

/** SG-042: a large group whose members may all talk to each other. */
export const selfReference: NetworkRule = {
  definitions: [
    {
      code: 'SG-042',
      title: 'Many machines trust each other without limit',
      role: 'fault',
      severity: 'low',
      decided: `A group that is not the default one allows all traffic from itself and is attached to more than ${mostMembers} interfaces. The threshold is our own.`,
      remedy: 'Name the ports that the members need from each other, or split the group by purpose.',
      source: 'Cloud Custodian SelfReference',
    },
  ],
  inspect({ groups, snapshot }) {
    const candidates = [...groups.values()].filter((group) => !isDefaultGroup(group) && selfRules(group).length > 0);
    const large = candidates.filter(({ interfaces }) => interfaces.length > mostMembers);
    const unread = candidates.filter((group) => !large.includes(group) && !snapshot.isComplete('interfaces', group));
    return {
      drafts: large.map((group) =>
        groupDraft(group, {
          code: 'SG-042',
          severity: 'low',
          title: `${group.interfaces.length} interfaces trust each other without limit`,
          detail: `${groupText(group)} allows all traffic between its members: one that is taken over reaches the others on every port.`,
          rules: selfRules(group),
        }),
      ),
      notChecked: undecidedGroups(
        'SG-042',
        unread,
        'network interfaces could not be read',
        'ec2:DescribeNetworkInterfaces',
      ),
    };
  },
};
