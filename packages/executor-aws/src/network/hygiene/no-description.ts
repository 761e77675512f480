import type { NetworkRule } from '../draft.ts';
import { createSourceReader } from '../exposure/source.ts';
import { groupDraft, groupText } from './group-draft.ts';
import { ruleText } from './rule-text.ts';

/** SG-047: a rule open to everybody that does not say why. */
export const noDescription: NetworkRule = {
  definitions: [
    {
      code: 'SG-047',
      title: 'Rule for everybody does not say why',
      role: 'hint',
      severity: 'info',
      decided: 'An inbound rule whose source is everybody, by IPv4 or IPv6, has no description. Our own rule.',
      remedy: 'Write into the description what the rule is for and who answers for it.',
      source: 'CloudOps',
    },
  ],
  inspect({ groups, prefixLists }) {
    const sources = createSourceReader(prefixLists);
    return {
      drafts: [...groups.values()].flatMap((group) => {
        const silent = group.rules.filter((rule) => {
          if (rule.isEgress || rule.description.trim() !== '') return false;
          const { ipv4, ipv6 } = sources.resolve(rule);
          return ipv4.class === 'any' || ipv6.class === 'any';
        });
        const first = silent[0];
        if (first === undefined) return [];
        return [
          groupDraft(group, {
            code: 'SG-047',
            severity: 'info',
            role: 'hint',
            title: 'A rule for everybody does not say why',
            detail: `${groupText(group)}: "${ruleText(first)}" has no description${silent.length === 1 ? '' : `, nor have ${silent.length - 1} more`}.`,
            rules: silent,
          }),
        ];
      }),
    };
  },
};
