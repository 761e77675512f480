import type { NotChecked } from '@cloudops/spec';
import type { Place } from '../../listing/listing.ts';
import { printable } from '../../text/printable.ts';
import { listAt, textAt } from '../../value/read.ts';
import type { NetworkRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { groupDraft, groupText } from './group-draft.ts';

function staleTargets(raw: unknown): readonly string[] {
  const permissions = [...listAt(raw, 'StaleIpPermissions'), ...listAt(raw, 'StaleIpPermissionsEgress')];
  const pairs = permissions.flatMap((permission) => listAt(permission, 'UserIdGroupPairs'));
  return [...new Set(pairs.map((pair) => textAt(pair, 'GroupId')).filter((id) => id !== ''))].sort();
}

/** EC2 tells the stale rules of a shared VPC to its owner only. */
function unseenOwners(vpcs: ReadonlyMap<string, Item>, places: readonly Place[]): readonly NotChecked[] {
  const seen = new Set(places.map(({ account }) => account));
  const owners = [...vpcs.values()].map(({ raw }) => textAt(raw, 'OwnerId'));
  const unseen = [...new Set(owners)].filter((owner) => owner !== '' && seen.size > 0 && !seen.has(owner)).sort();
  return unseen.map((owner) => ({
    what: `stale references in VPCs that ${printable(owner, 40)} shares (SG-040)`,
    why: 'they are told to the owner of a VPC only',
    needs: `${printable(owner, 40)} among the configured accounts`,
  }));
}

/** SG-040: rules that name a group which is gone. */
export const staleReference: NetworkRule = {
  definitions: [
    {
      code: 'SG-040',
      title: 'Security group names a group that is gone',
      role: 'fault',
      severity: 'low',
      decided:
        'DescribeStaleSecurityGroups lists the group: a rule of it names a group of a peered VPC that was deleted, or whose peering was.',
      remedy: 'Remove the stale rules. They allow nothing today, and their ids could mislead a reader.',
      source: 'Cloud Custodian filter `stale`',
    },
  ],
  inspect: ({ snapshot, groups, places, topology }) => ({
    notChecked: unseenOwners(topology.vpcs, places),
    drafts: snapshot.items('stale_groups').flatMap((item) => {
      const group = groups.get(textAt(item.raw, 'GroupId'));
      if (group === undefined) return [];
      const gone = staleTargets(item.raw);
      const stale = group.rules.filter(({ source }) => source.kind === 'group' && gone.includes(source.id));
      return [
        groupDraft(group, {
          code: 'SG-040',
          severity: 'low',
          tier: 'status',
          title: 'Security group names a group that is gone',
          detail: `${groupText(group)} has rules for ${gone.length === 0 ? 'groups of a peered VPC' : gone.join(', ')}, and EC2 says that they are stale.`,
          evidence: [cite(item)],
          data: { stale_groups: gone },
          rules: stale,
          revoke: stale,
        }),
      ];
    }),
  }),
};
