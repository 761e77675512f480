import { numberAt } from '../../value/read.ts';
import type { NetworkRule } from '../draft.ts';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import type { NetworkModel } from '../model/model.ts';
import { groupDraft, groupText, undecidedGroups } from './group-draft.ts';

const mostRules = 50;
const quotaShare = 0.9;

interface Load {
  readonly direction: 'inbound' | 'outbound';
  readonly rules: number;
  /** As EC2 counts against its quota: a prefix list weighs as many rules as it may have entries. */
  readonly weight: number;
}

function weightOf({ source }: GroupRule, { prefixLists }: NetworkModel): number {
  if (source.kind !== 'prefix-list') return 1;
  const list = prefixLists.get(source.id);
  return Math.max(1, numberAt(list?.item.raw, 'MaxEntries') ?? list?.entries?.length ?? 1);
}

function heaviest(group: SecurityGroup, model: NetworkModel): Load {
  const loads = ([false, true] as const).map((isEgress): Load => {
    const rules = group.rules.filter((rule) => rule.isEgress === isEgress);
    const weight = rules.reduce((sum, rule) => sum + weightOf(rule, model), 0);
    return { direction: isEgress ? 'outbound' : 'inbound', rules: rules.length, weight };
  });
  return loads.reduce((worst, load) => (load.weight > worst.weight ? load : worst));
}

/** SG-045: a group with more rules than anybody can review. */
export const tooManyRules: NetworkRule = {
  definitions: [
    {
      code: 'SG-045',
      title: 'Security group has too many rules',
      role: 'fault',
      severity: 'medium',
      decided: `More than ${mostRules} rules in one direction, each source counted by itself, or at least 90 % of the quota of rules per group; against the quota a prefix list weighs as many rules as it may have entries.`,
      remedy: 'Merge neighbouring networks, drop what SG-046 calls contained, or put the sources into a prefix list.',
      source: 'Prowler ec2_securitygroup_with_many_ingress_egress_rules, which counts permissions and not sources',
    },
  ],
  inspect(model) {
    const { groups, settings } = model;
    const limit = settings.rulesQuota * quotaShare;
    const all = [...groups.values()].map((group) => ({ group, load: heaviest(group, model) }));
    const over = all.filter(({ load }) => load.rules > mostRules || load.weight >= limit);
    const unread = all.filter((one) => !over.includes(one) && !one.group.hasAllRules).map(({ group }) => group);
    return {
      drafts: over.map(({ group, load }) =>
        groupDraft(group, {
          code: 'SG-045',
          severity: 'medium',
          tier: 'figure',
          title: `Security group has ${load.rules} ${load.direction} rules`,
          detail: `${groupText(group)} has ${load.rules} ${load.direction} rules, which weigh ${load.weight} of a quota of ${settings.rulesQuota}.`,
          data: { direction: load.direction, rules: load.rules, weight: load.weight, quota: settings.rulesQuota },
        }),
      ),
      notChecked: undecidedGroups(
        'SG-045',
        unread,
        'the rules of the group could not be read whole',
        'ec2:DescribeSecurityGroupRules',
      ),
    };
  },
};
