import type { NotChecked } from '@cloudops/spec';
import { compareText } from '../../text/compare-text.ts';
import type { NetworkRule } from '../draft.ts';
import type { SecurityGroup } from '../model/group.ts';
import { deleteGroup, savedRules } from '../remediation.ts';
import { isDefaultGroup } from './default-group.ts';
import { groupDraft, groupText, undecidedGroups } from './group-draft.ts';
import { readReferrers } from './referrers.ts';

/** SG-039: a group that nothing uses. */
export const unusedGroup: NetworkRule = {
  definitions: [
    {
      code: 'SG-039',
      title: 'Security group is not used',
      role: 'fault',
      severity: 'low',
      decided:
        'No interface, rule of another group, launch template ($Default, $Latest), launch configuration, function, ECS service or event target, build project, batch environment, Glue connection, VPC association or peered VPC names the group. A reference to itself is no use. Not said while one of these could not be read. Default groups are left out: they cannot be deleted.',
      remedy: 'Delete it; EC2 refuses while anything still holds it. Keep its rules if you may need it again.',
      source: 'AWS EC2.22; Prowler not_used; Cloud Custodian `unused`, which overlooks launch templates',
    },
  ],
  inspect(model) {
    const referrers = readReferrers(model);
    const idle = [...model.groups.values()].filter((group) => !isDefaultGroup(group) && !referrers.isInUse(group));
    const unread = memoizePlace(referrers.unread);
    return {
      drafts: idle
        .filter((group) => unread(group).length === 0)
        .map((group) =>
          groupDraft(group, {
            code: 'SG-039',
            severity: 'low',
            tier: 'absence',
            title: 'Security group is not used',
            detail: `Nothing names ${groupText(group)}: no interface, rule, template or service that was looked at.`,
            remediations: deleteGroup(group),
            data: { reach: 'R0', reachable: false, saved_rules: savedRules(group.rules) },
          }),
        ),
      notChecked: undecided(
        idle.filter((group) => unread(group).length > 0),
        unread,
      ),
    };
  },
};

/** What is missing is the same for all groups of a place. */
function memoizePlace(
  unread: (group: SecurityGroup) => readonly string[],
): (group: SecurityGroup) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (group) => {
    const key = `${group.account}/${group.region}`;
    const found = known.get(key) ?? unread(group);
    known.set(key, found);
    return found;
  };
}

function undecided(
  groups: readonly SecurityGroup[],
  unread: (group: SecurityGroup) => readonly string[],
): readonly NotChecked[] {
  const byNeed = Map.groupBy(groups, (group) => unread(group).join(', '));
  return [...byNeed]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([needs, some]) =>
      undecidedGroups('SG-039', some, 'something that may use the group could not be read', needs),
    );
}
