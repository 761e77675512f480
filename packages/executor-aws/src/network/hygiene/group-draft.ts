import type { EvidenceRef, Json, NotChecked } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import type { Draft, DraftParts } from '../draft.ts';
import { draft } from '../draft.ts';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import { cite } from '../model/item.ts';
import { revokeRules, savedRules } from '../remediation.ts';

/** What a draft about a group must state; the rest follows from the group. */
export type GroupDraftParts = Pick<DraftParts, 'code' | 'severity' | 'title' | 'detail'> &
  Partial<DraftParts> & {
    readonly rules?: readonly GroupRule[];
    /** Rules whose removal mends it; they are saved in the facts for an undo. */
    readonly revoke?: readonly GroupRule[];
  };

const mostRules = 20;

/** A draft whose subject is a security group, with the facts that all of them carry. */
export function groupDraft(group: SecurityGroup, parts: GroupDraftParts): Draft {
  const { rules = [], revoke = [], data = {}, evidence, ...rest } = parts;
  const saved = revoke.length === 0 ? {} : { saved_rules: savedRules(revoke) };
  return draft({
    subject: { account: group.account, region: group.region, kind: 'SecurityGroup', name: group.id },
    evidence: [cite(group.item, 'GroupId'), ...(evidence ?? []), ...citeRules(rules)],
    remediations: revokeRules(group, revoke),
    ...rest,
    data: { ...groupFacts(group), rule_ids: ruleIds(rules), ...saved, ...data },
  });
}

function groupFacts(group: SecurityGroup): Readonly<Record<string, Json>> {
  return {
    account: group.account,
    region: group.region,
    vpc_id: group.vpcId,
    group_id: group.id,
    attached_interfaces: group.interfaces.length,
  };
}

function citeRules(rules: readonly GroupRule[]): readonly EvidenceRef[] {
  return rules.slice(0, mostRules).map((rule) => cite(rule.item));
}

function ruleIds(rules: readonly GroupRule[]): readonly string[] {
  return rules.map(({ id }) => id).filter((id) => id !== '');
}

/** A group in words: its id, and its name where that says more. */
export function groupText({ id, name }: SecurityGroup): string {
  return name === '' || name === id ? id : `${id} (${printable(name, 80)})`;
}

/** That a code could not be decided for some groups. */
export function undecidedGroups(
  code: string,
  groups: readonly SecurityGroup[],
  why: string,
  needs: string,
): readonly NotChecked[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, 3).map(({ id }) => id);
  const more = groups.length - shown.length;
  const what = `${code} for ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [{ what, why, needs }];
}
