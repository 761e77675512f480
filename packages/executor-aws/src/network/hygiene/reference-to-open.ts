import type { EvidenceRef } from '@cloudops/spec';
import { overlaps } from '../address/interval-set.ts';
import type { NetworkRule } from '../draft.ts';
import type { ExposureBook } from '../exposure/exposure.ts';
import { adminPorts } from '../exposure/service-ports.ts';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import { cite } from '../model/item.ts';
import { rulePorts } from '../ports/port-set.ts';
import { groupDraft, groupText, undecidedGroups } from './group-draft.ts';
import { ruleText } from './rule-text.ts';

/** Whether a rule lets its source reach a port of administration or of a database. */
function opensAdminPort({ protocol, from, to, isEgress }: GroupRule): boolean {
  if (isEgress) return false;
  if (protocol === '-1') return true;
  if (protocol !== 'tcp' && protocol !== 'udp') return false;
  return overlaps(rulePorts(from, to), adminPorts[protocol]);
}

/** The group that a rule lets in; null for itself and for what is no group. */
function referenced({ source }: GroupRule, own: SecurityGroup): string | null {
  return source.kind === 'group' && source.id !== own.id ? source.id : null;
}

/** Groups with an inbound opening of which nobody could say how far it reaches. */
function undecidedOf({ exposures, reachable }: ExposureBook): ReadonlySet<string> {
  const unknown = exposures.filter(({ parts }) =>
    parts.some(({ reach, isEgress }) => !isEgress && reach.level === 'unknown'),
  );
  return new Set(unknown.map(({ group }) => group.id).filter((id) => !reachable.has(id)));
}

function citeReach(book: ExposureBook, id: string): readonly EvidenceRef[] {
  const parts = book.reachable.get(id)?.parts ?? [];
  const reached = parts.find(({ reach, isEgress }) => !isEgress && reach.level === 'R2');
  return [...(reached?.reach.evidence ?? []), ...(reached?.rules.slice(0, 3).map((rule) => cite(rule.item)) ?? [])];
}

/** SG-043: an admin or database port that is one hop from the internet. */
export const referenceToOpen: NetworkRule = {
  definitions: [
    {
      code: 'SG-043',
      title: 'Admin or database port is one hop from the internet',
      role: 'fault',
      severity: 'medium',
      decided:
        'An inbound rule opens a port of SG-003 to SG-020, or all traffic, to another security group whose interfaces the internet itself reaches on a port that nobody authorised (R2).',
      remedy: 'Close the other group first. Then let in only the group of the clients that need the port.',
      source: 'Cloud Custodian SGReferences, which does not look at reach',
    },
  ],
  inspect({ groups }, book) {
    const undecided = undecidedOf(book);
    const judged = [...groups.values()].map((group) => {
      const rules = group.rules.filter((rule) => opensAdminPort(rule) && referenced(rule, group) !== null);
      return {
        group,
        rules: rules.filter((rule) => book.reachable.has(referenced(rule, group) ?? '')),
        isOpen: rules.some((rule) => undecided.has(referenced(rule, group) ?? '')),
      };
    });
    return {
      drafts: judged
        .filter(({ rules }) => rules.length > 0)
        .map(({ group, rules }) => {
          const through = [...new Set(rules.flatMap((rule) => referenced(rule, group) ?? []))].sort();
          return groupDraft(group, {
            code: 'SG-043',
            severity: group.interfaces.length === 0 ? 'low' : 'medium',
            title: `Admin or database port is one hop from the internet, through ${through.join(', ')}`,
            detail: `${groupText(group)} allows ${rules.slice(0, 3).map(ruleText).join('; ')}, and the internet reaches that group itself.`,
            rules,
            evidence: through.slice(0, 3).flatMap((id) => citeReach(book, id)),
            data: { through },
          });
        }),
      notChecked: undecidedGroups(
        'SG-043',
        judged.filter(({ rules, isOpen }) => rules.length === 0 && isOpen).map(({ group }) => group),
        'whether the internet reaches the group that it lets in is unknown',
        'what the reach of that group needs',
      ),
    };
  },
};
