import { compareText } from '../../text/compare-text.ts';
import { isTrueAt, listAt, numberAt, textAt } from '../../value/read.ts';
import type { NetworkInterface } from './interface.ts';
import type { Item } from './item.ts';
import type { Snapshot } from './snapshot.ts';
import { indexBy } from './topology.ts';

/** What the other end of a rule is. */
export type RuleSource =
  | { readonly kind: 'ipv4'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly id: string }
  /** `account` is empty for a group of the same account. */
  | { readonly kind: 'group'; readonly id: string; readonly account: string; readonly peering: string }
  | { readonly kind: 'none' };

/** One rule of a security group: one source, one protocol, one range of ports. */
export interface GroupRule {
  /** `sgr-…`; empty when the rule was read from the group's IpPermissions, which do not tell it. */
  readonly id: string;
  readonly groupId: string;
  readonly isEgress: boolean;
  /** `-1` (all), `tcp`, `udp`, `icmp`, `icmpv6`, or a protocol number as text. */
  readonly protocol: string;
  /** First port, or the ICMP type (-1 = all); null where the protocol has none. */
  readonly from: number | null;
  /** Last port, or the ICMP code (-1 = all); null where the protocol has none. */
  readonly to: number | null;
  readonly source: RuleSource;
  readonly description: string;
  /** In `group_rules`; in `groups` when its id is empty. */
  readonly item: Item;
}

/** A security group with its rules and where it is attached. */
export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly account: string;
  readonly region: string;
  readonly item: Item;
  /** Sorted by id, then by content. */
  readonly rules: readonly GroupRule[];
  /** False when the rules could not be read whole: then nothing may rest on a rule being absent. */
  readonly hasAllRules: boolean;
  /** Interfaces that it is attached to, sorted by id. */
  readonly interfaces: readonly NetworkInterface[];
}

const protocolNames: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};

/** A protocol as EC2 states it, numbers turned into the four names that EC2 knows. */
export function toProtocol(text: string): string {
  const plain = text.trim().toLowerCase();
  return protocolNames[plain] ?? plain;
}

/**
 * All rules by group, each once although a shared group shows in several accounts: from `group_rules` where that step is
 * whole, else, and for a group that it has nothing of, from the group's own IpPermissions.
 */
export function readRules(snapshot: Snapshot): ReadonlyMap<string, readonly GroupRule[]> {
  const rules = new Map<string, GroupRule[]>();
  const add = (rule: GroupRule): void => {
    const known = rules.get(rule.groupId);
    if (known === undefined) rules.set(rule.groupId, [rule]);
    else known.push(rule);
  };
  for (const item of distinctRules(snapshot)) add(readRule(item));
  for (const [id, item] of indexBy(snapshot.items('groups'), 'GroupId')) {
    if (!rules.has(id)) for (const rule of readPermissions(item)) add(rule);
  }
  for (const known of rules.values()) if (known.length > 1) known.sort(compareRules);
  return rules;
}

/** Of a rule that several accounts see the owner's item, else the first. */
function distinctRules(snapshot: Snapshot): Iterable<Item> {
  const found = new Map<string, Item>();
  for (const item of snapshot.items('group_rules')) {
    if (!snapshot.isComplete('group_rules', item)) continue;
    const id = textAt(item.raw, 'SecurityGroupRuleId') || `${item.place} ${item.index}`;
    if (!found.has(id) || textAt(item.raw, 'GroupOwnerId') === item.account) found.set(id, item);
  }
  return found.values();
}

function readRule(item: Item): GroupRule {
  const { raw } = item;
  return {
    id: textAt(raw, 'SecurityGroupRuleId'),
    groupId: textAt(raw, 'GroupId'),
    isEgress: isTrueAt(raw, 'IsEgress'),
    ...readPorts(raw),
    source: readSource(raw),
    description: textAt(raw, 'Description'),
    item,
  };
}

function readPorts(raw: unknown): Pick<GroupRule, 'protocol' | 'from' | 'to'> {
  const protocol = toProtocol(textAt(raw, 'IpProtocol'));
  const hasPorts = protocol === 'tcp' || protocol === 'udp' || protocol === 'icmp' || protocol === 'icmpv6';
  return {
    protocol,
    from: hasPorts ? numberAt(raw, 'FromPort') : null,
    to: hasPorts ? numberAt(raw, 'ToPort') : null,
  };
}

function readSource(raw: unknown): RuleSource {
  const ipv4 = textAt(raw, 'CidrIpv4');
  if (ipv4 !== '') return { kind: 'ipv4', cidr: ipv4 };
  const ipv6 = textAt(raw, 'CidrIpv6');
  if (ipv6 !== '') return { kind: 'ipv6', cidr: ipv6 };
  const list = textAt(raw, 'PrefixListId');
  if (list !== '') return { kind: 'prefix-list', id: list };
  const id = textAt(raw, 'ReferencedGroupInfo', 'GroupId');
  if (id === '') return { kind: 'none' };
  const account = textAt(raw, 'ReferencedGroupInfo', 'UserId');
  return { kind: 'group', id, account, peering: textAt(raw, 'ReferencedGroupInfo', 'VpcPeeringConnectionId') };
}

function readPermissions(item: Item): readonly GroupRule[] {
  return [
    ...listAt(item.raw, 'IpPermissions').flatMap((one) => readPermission(item, one, false)),
    ...listAt(item.raw, 'IpPermissionsEgress').flatMap((one) => readPermission(item, one, true)),
  ];
}

function readPermission(item: Item, raw: unknown, isEgress: boolean): readonly GroupRule[] {
  const sources: readonly (readonly [unknown, RuleSource])[] = [
    ...listAt(raw, 'IpRanges').map((one) => [one, { kind: 'ipv4', cidr: textAt(one, 'CidrIp') }] as const),
    ...listAt(raw, 'Ipv6Ranges').map((one) => [one, { kind: 'ipv6', cidr: textAt(one, 'CidrIpv6') }] as const),
    ...listAt(raw, 'PrefixListIds').map(
      (one) => [one, { kind: 'prefix-list', id: textAt(one, 'PrefixListId') }] as const,
    ),
    ...listAt(raw, 'UserIdGroupPairs').map((one) => [one, toGroupSource(one)] as const),
  ];
  const ports = readPorts(raw);
  const groupId = textAt(item.raw, 'GroupId');
  return sources.map(([one, source]) => ({
    id: '',
    groupId,
    isEgress,
    ...ports,
    source,
    description: textAt(one, 'Description'),
    item,
  }));
}

function toGroupSource(raw: unknown): RuleSource {
  return {
    kind: 'group',
    id: textAt(raw, 'GroupId'),
    account: textAt(raw, 'UserId'),
    peering: textAt(raw, 'VpcPeeringConnectionId'),
  };
}

/** The other end of a rule as text: a CIDR, a list's id or a group's id. */
export function sourceText({ source }: GroupRule): string {
  if (source.kind === 'none') return '';
  return source.kind === 'ipv4' || source.kind === 'ipv6' ? source.cidr : source.id;
}

function compareRules(a: GroupRule, b: GroupRule): number {
  return (
    compareText(a.id, b.id) ||
    Number(a.isEgress) - Number(b.isEgress) ||
    compareText(a.protocol, b.protocol) ||
    (a.from ?? -1) - (b.from ?? -1) ||
    (a.to ?? -1) - (b.to ?? -1) ||
    compareText(sourceText(a), sourceText(b))
  );
}
