import { covers } from '../address/interval-set.ts';
import type { NetworkRule } from '../draft.ts';
import { createSourceReader, type SourceReader } from '../exposure/source.ts';
import type { GroupRule } from '../model/group.ts';
import { rulePorts } from '../ports/port-set.ts';
import { groupDraft, groupText } from './group-draft.ts';
import { ruleText } from './rule-text.ts';

function isTrafficWithin(inner: GroupRule, outer: GroupRule): boolean {
  if (outer.protocol === '-1') return true;
  if (inner.protocol !== outer.protocol) return false;
  if (inner.protocol === 'tcp' || inner.protocol === 'udp') {
    return covers(rulePorts(outer.from, outer.to), rulePorts(inner.from, inner.to));
  }
  if (inner.protocol !== 'icmp' && inner.protocol !== 'icmpv6') return true;
  const isTypeWithin = isWild(outer.from) || outer.from === inner.from;
  return isTypeWithin && (isWild(outer.from) || isWild(outer.to) || outer.to === inner.to);
}

function isWild(value: number | null): boolean {
  return value === null || value < 0;
}

function isSourceWithin(inner: GroupRule, outer: GroupRule, sources: SourceReader): boolean {
  if (inner.source.kind === 'group' || outer.source.kind === 'group') {
    return inner.source.kind === 'group' && outer.source.kind === 'group' && inner.source.id === outer.source.id;
  }
  if (inner.source.kind === 'prefix-list' && outer.source.kind === 'prefix-list') {
    return inner.source.id === outer.source.id;
  }
  const small = sources.resolve(inner);
  const large = sources.resolve(outer);
  if (small.ipv4.set.length + small.ipv6.set.length === 0) return false;
  return covers(large.ipv4.set, small.ipv4.set) && covers(large.ipv6.set, small.ipv6.set);
}

function isWithin(inner: GroupRule, outer: GroupRule, sources: SourceReader): boolean {
  return inner.isEgress === outer.isEgress && isTrafficWithin(inner, outer) && isSourceWithin(inner, outer, sources);
}

/** Rules of one group that another of its rules contains; of equal ones the first is kept. */
function containedRules(
  rules: readonly GroupRule[],
  sources: SourceReader,
): readonly { readonly rule: GroupRule; readonly by: GroupRule }[] {
  if (rules.length < 2) return [];
  return rules.flatMap((rule, index) => {
    const by = rules.find(
      (other, otherIndex) =>
        other !== rule && isWithin(rule, other, sources) && (otherIndex < index || !isWithin(other, rule, sources)),
    );
    return by === undefined ? [] : [{ rule, by }];
  });
}

/** SG-046: rules that change nothing, since another rule of the group contains them. */
export const shadowedRule: NetworkRule = {
  definitions: [
    {
      code: 'SG-046',
      title: 'Rule is contained in another',
      role: 'hint',
      severity: 'info',
      decided:
        'Direction, protocol, ports and source of a rule lie within those of another rule of the same group. Customer prefix lists count as their entries. Our own rule.',
      remedy: 'Remove the contained rule; or the wider one, when the narrow rule is what was meant.',
      source: 'CloudOps',
    },
  ],
  inspect({ groups, prefixLists }) {
    const sources = createSourceReader(prefixLists);
    return {
      drafts: [...groups.values()].flatMap((group) => {
        // An unread list has an unknown extent, so it can neither contain nor be contained.
        const known = group.rules.filter(
          ({ source }) =>
            source.kind !== 'prefix-list' ||
            prefixLists.get(source.id)?.isAwsManaged === true ||
            (prefixLists.get(source.id)?.entries ?? null) !== null,
        );
        const found = containedRules(known, sources);
        const first = found[0];
        if (first === undefined) return [];
        const more = found.length === 1 ? '' : ` (and ${found.length - 1} more)`;
        return [
          groupDraft(group, {
            code: 'SG-046',
            severity: 'info',
            role: 'hint',
            title:
              found.length === 1 ? 'A rule is contained in another' : `${found.length} rules are contained in others`,
            detail: `${groupText(group)}: "${ruleText(first.rule)}" changes nothing beside "${ruleText(first.by)}"${more}.`,
            rules: found.map(({ rule }) => rule),
            revoke: found.map(({ rule }) => rule),
            data: { contained_in: found.map(({ by }) => by.id) },
          }),
        ];
      }),
    };
  },
};
