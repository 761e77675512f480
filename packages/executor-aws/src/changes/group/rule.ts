import type { Json, JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import { toProtocol } from '../../network/model/group.ts';
import { compareText } from '../../text/compare-text.ts';
import { printable } from '../../text/printable.ts';
import { isTrueAt, listAt, numberAt, tagsAt, textAt } from '../../value/read.ts';

/** One rule of a security group, with all that is needed to authorise it again. */
export interface SavedRule {
  /** `sgr-…`; another one once it was authorised again. */
  readonly id: string;
  readonly egress: boolean;
  /** `-1` (all), `tcp`, `udp`, `icmp`, `icmpv6`, or a number as text. */
  readonly protocol: string;
  /** First port or ICMP type; null where the protocol has none. */
  readonly from: number | null;
  readonly to: number | null;
  /** What the other end is. */
  readonly source: RuleEnd;
  readonly description: string;
  /** Sorted by key. */
  readonly tags: readonly (readonly [key: string, value: string])[];
}

/** The other end of a rule. */
export type RuleEnd =
  | { readonly kind: 'ipv4' | 'ipv6' | 'prefix-list'; readonly value: string }
  /** `account` and `peering` are empty where the group is of the same account, the same network. */
  | { readonly kind: 'group'; readonly value: string; readonly account: string; readonly peering: string };

const end: z.ZodType<RuleEnd> = z.union([
  z.strictObject({ kind: z.enum(['ipv4', 'ipv6', 'prefix-list']), value: z.string().min(1) }),
  z.strictObject({ kind: z.literal('group'), value: z.string().min(1), account: z.string(), peering: z.string() }),
]);

/** Checks a {@link SavedRule}. */
export const savedRuleSchema: z.ZodType<SavedRule> = z.strictObject({
  id: z.string().min(1),
  egress: z.boolean(),
  protocol: z.string().min(1),
  from: z.int().nullable(),
  to: z.int().nullable(),
  source: end,
  description: z.string(),
  tags: z.array(z.tuple([z.string(), z.string()])),
});

function endOf(item: Json): RuleEnd | null {
  const plain = (
    [
      ['ipv4', 'CidrIpv4'],
      ['ipv6', 'CidrIpv6'],
      ['prefix-list', 'PrefixListId'],
    ] as const
  ).find(([, field]) => textAt(item, field) !== '');
  if (plain !== undefined) return { kind: plain[0], value: textAt(item, plain[1]) };
  const value = textAt(item, 'ReferencedGroupInfo', 'GroupId');
  if (value === '') return null;
  const peering = textAt(item, 'ReferencedGroupInfo', 'VpcPeeringConnectionId');
  return { kind: 'group', value, account: textAt(item, 'ReferencedGroupInfo', 'UserId'), peering };
}

/** Reads an item of DescribeSecurityGroupRules; null for one whose other end is none that is known here. */
export function readRule(item: Json): SavedRule | null {
  const source = endOf(item);
  const id = textAt(item, 'SecurityGroupRuleId');
  if (source === null || id === '') return null;
  const protocol = toProtocol(textAt(item, 'IpProtocol'));
  const hasPorts = /^(?:tcp|udp|icmp|icmpv6)$/.test(protocol);
  return {
    id,
    egress: isTrueAt(item, 'IsEgress'),
    protocol,
    from: hasPorts ? numberAt(item, 'FromPort') : null,
    to: hasPorts ? numberAt(item, 'ToPort') : null,
    source,
    description: textAt(item, 'Description'),
    tags: listAt(item, 'Tags').length === 0 ? [] : sortTags(tagsAt(item, 'Tags')),
  };
}

function sortTags(tags: ReadonlyMap<string, string>): SavedRule['tags'] {
  return [...tags].sort(([left], [right]) => compareText(left, right));
}

/** What makes a rule the same rule under another id: what it lets through, its description and its tags. */
export function contentOf(rule: SavedRule): string {
  const { egress, protocol, from, to, source, description, tags } = rule;
  return JSON.stringify([egress, protocol, from, to, source, description, ownTags(tags)]);
}

/** Tags that a user may set: AWS keeps those that begin with `aws:` for itself. */
export function ownTags(tags: SavedRule['tags']): SavedRule['tags'] {
  return tags.filter(([key]) => !/^aws:/i.test(key));
}

/** `tcp 22`, `tcp 0-1023`, `icmp`, `all traffic`. */
function portsOf({ protocol, from, to }: SavedRule): string {
  if (protocol === '-1') return 'all traffic';
  if (from === null || (from === -1 && to === -1)) return protocol;
  return from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to ?? from}`;
}

/** `sgr-1 tcp 22 from 0.0.0.0/0`, for a person. */
export function describeRule(rule: SavedRule): string {
  const { source, egress, description } = rule;
  const note = description === '' ? '' : ` (${printable(description, 100)})`;
  return `${rule.id} ${portsOf(rule)} ${egress ? 'to' : 'from'} ${printable(source.value, 60)}${note}`;
}

/** The rule as Authorize… takes it. */
export function toPermission({ protocol, from, to, source, description }: SavedRule): JsonObject {
  const note: JsonObject = description === '' ? {} : { Description: description };
  const ports: JsonObject = from === null ? {} : { FromPort: from, ToPort: to ?? from };
  const permission: JsonObject = { IpProtocol: protocol, ...ports };
  switch (source.kind) {
    case 'ipv4':
      return { ...permission, IpRanges: [{ CidrIp: source.value, ...note }] };
    case 'ipv6':
      return { ...permission, Ipv6Ranges: [{ CidrIpv6: source.value, ...note }] };
    case 'prefix-list':
      return { ...permission, PrefixListIds: [{ PrefixListId: source.value, ...note }] };
    case 'group': {
      const owner: JsonObject = source.account === '' ? {} : { UserId: source.account };
      const peering: JsonObject = source.peering === '' ? {} : { VpcPeeringConnectionId: source.peering };
      return { ...permission, UserIdGroupPairs: [{ GroupId: source.value, ...owner, ...peering, ...note }] };
    }
  }
}
