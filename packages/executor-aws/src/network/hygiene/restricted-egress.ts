import { tagsAt } from '../../value/read.ts';
import { ipv4 as ipv4Family, ipv6 as ipv6Family, isEverybody } from '../address/family.ts';
import { unite } from '../address/interval-set.ts';
import type { NetworkRule } from '../draft.ts';
import { createSourceReader, type SourceReader } from '../exposure/source.ts';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import { groupDraft, groupText, undecidedGroups } from './group-draft.ts';

function isTagged(group: SecurityGroup, wanted: string): boolean {
  const cut = wanted.indexOf('=');
  const tags = tagsAt(group.item.raw, 'Tags');
  return cut < 0 ? tags.has(wanted) : tags.get(wanted.slice(0, cut)) === wanted.slice(cut + 1);
}

/** Rules that together let all traffic out to everybody. */
function openEgress(group: SecurityGroup, sources: SourceReader): readonly GroupRule[] {
  const all = group.rules.filter(({ isEgress, protocol }) => isEgress && protocol === '-1');
  const resolved = all.map((rule) => sources.resolve(rule));
  const isOpen =
    isEverybody(ipv4Family, unite(resolved.flatMap(({ ipv4 }) => ipv4.set))) ||
    isEverybody(ipv6Family, unite(resolved.flatMap(({ ipv6 }) => ipv6.set)));
  return isOpen
    ? all.filter((_, index) => resolved[index]?.ipv4.class !== 'none' || resolved[index]?.ipv6.class !== 'none')
    : [];
}

/** SG-035: a group that must not let everything out, and does. */
export const restrictedEgress: NetworkRule = {
  definitions: [
    {
      code: 'SG-035',
      title: 'Restricted group lets everything out',
      role: 'fault',
      severity: 'low',
      decided:
        'The group carries the tag that `restricted_egress_tag` names (Key, or Key=Value), and its outbound rules let all protocols out to everybody, by IPv4 or IPv6, in one rule or in several.',
      remedy: 'Replace the outbound rule by the destinations and ports that the workload needs.',
      source: 'Cloud Custodian filter `egress`',
    },
  ],
  inspect({ groups, prefixLists, settings }) {
    const wanted = settings.restrictedEgressTag;
    if (wanted === null) return { drafts: [] };
    const sources = createSourceReader(prefixLists);
    const tagged = [...groups.values()].filter((group) => isTagged(group, wanted));
    const found = tagged.map((group) => ({ group, rules: openEgress(group, sources) }));
    return {
      drafts: found
        .filter(({ rules }) => rules.length > 0)
        .map(({ group, rules }) =>
          groupDraft(group, {
            code: 'SG-035',
            severity: 'low',
            title: 'Restricted group lets everything out',
            detail: `${groupText(group)} carries the tag ${wanted} and lets all traffic out to everybody.`,
            rules,
          }),
        ),
      notChecked: undecidedGroups(
        'SG-035',
        found.filter(({ group, rules }) => rules.length === 0 && !group.hasAllRules).map(({ group }) => group),
        'the rules of the group could not be read whole',
        'ec2:DescribeSecurityGroupRules',
      ),
    };
  },
};
