import { isTrueAt, listAt, numberAt, textAt, valueAt } from '../../value/read.ts';
import { parseCidr } from '../address/cidr.ts';
import type { Family } from '../address/family.ts';
import { type Bound, type IntervalSet, intersect, overlaps, subtract } from '../address/interval-set.ts';
import { toProtocol } from '../model/group.ts';
import type { Item } from '../model/item.ts';
import { allPorts, type PortSet, rulePorts } from '../ports/port-set.ts';

/** Traffic that an ACL is asked about. */
export interface Traffic<B extends Bound> {
  readonly family: Family<B>;
  /** `-1`, `tcp`, `udp`, `icmp` or a protocol number. */
  readonly protocol: string;
  /** Empty for protocols without ports. */
  readonly ports: PortSet;
  /** The other ends. */
  readonly sources: IntervalSet<B>;
  readonly isEgress: boolean;
}

/** The first entry that lets in some of the traffic. */
export interface AclPass<B extends Bound> {
  /** Index into `Entries` of the ACL. */
  readonly index: number;
  readonly number: number;
  /** What of the sources it lets in. */
  readonly sources: IntervalSet<B>;
  readonly ports: PortSet;
}

/** One entry of an ACL as intervals. */
interface AclEntry<B extends Bound> {
  readonly index: number;
  readonly number: number;
  readonly isAllow: boolean;
  readonly protocol: string;
  readonly ports: PortSet;
  readonly set: IntervalSet<B>;
  /** A denial of single ICMP types does not deny ICMP. */
  readonly isPartial: boolean;
}

/** Evaluates an ACL in rule order: which entry first allows any of the traffic, or null when all of it is denied. */
export function passAcl<B extends Bound>(acl: Item, traffic: Traffic<B>): AclPass<B> | null {
  const entries = readEntries(acl, traffic);
  for (const protocol of protocolsOf(traffic.protocol, entries)) {
    const matching = entries.filter((entry) => entry.protocol === '-1' || entry.protocol === protocol);
    const hasPorts = protocol === 'tcp' || protocol === 'udp';
    const ports = hasPorts && traffic.ports.length > 0 ? traffic.ports : allPorts;
    const found = firstAllowed(matching, traffic.sources, ports, hasPorts);
    if (found !== null) return found;
  }
  return null;
}

/** All traffic passes when any protocol does. */
function protocolsOf<B extends Bound>(protocol: string, entries: readonly AclEntry<B>[]): readonly string[] {
  if (protocol !== '-1') return [protocol];
  const named = entries.map((entry) => entry.protocol).filter((one) => one !== '-1');
  return [...new Set(['tcp', 'udp', 'icmp', ...named.sort()])];
}

function firstAllowed<B extends Bound>(
  entries: readonly AclEntry<B>[],
  sources: IntervalSet<B>,
  ports: PortSet,
  hasPorts: boolean,
): AclPass<B> | null {
  let open: readonly { readonly ports: PortSet; readonly sources: IntervalSet<B> }[] = [{ ports, sources }];
  for (const entry of entries) {
    const own = hasPorts ? entry.ports : allPorts;
    const hit = open.find((box) => overlaps(box.ports, own) && overlaps(box.sources, entry.set));
    if (hit === undefined || (entry.isPartial && !entry.isAllow)) continue;
    if (entry.isAllow) {
      const { index, number } = entry;
      return { index, number, ports: intersect(hit.ports, own), sources: intersect(hit.sources, entry.set) };
    }
    open = open.flatMap((box) =>
      [
        { ports: subtract(box.ports, own), sources: box.sources },
        { ports: intersect(box.ports, own), sources: subtract(box.sources, entry.set) },
      ].filter((rest) => rest.ports.length > 0 && rest.sources.length > 0),
    );
  }
  return null;
}

function readEntries<B extends Bound>(acl: Item, { family, isEgress }: Traffic<B>): readonly AclEntry<B>[] {
  return listAt(acl.raw, 'Entries')
    .flatMap((raw, index): AclEntry<B>[] => {
      if (isTrueAt(raw, 'Egress') !== isEgress) return [];
      const cidr = parseCidr(textAt(raw, 'CidrBlock') || textAt(raw, 'Ipv6CidrBlock'));
      const interval = cidr === null ? null : family.intervalOf(cidr);
      if (interval === null) return [];
      const found = toProtocol(textAt(raw, 'Protocol'));
      const type = numberAt(raw, 'IcmpTypeCode', 'Type');
      const hasRange = valueAt(raw, 'PortRange') !== undefined && valueAt(raw, 'PortRange') !== null;
      return [
        {
          index,
          number: numberAt(raw, 'RuleNumber') ?? 32_767,
          isAllow: textAt(raw, 'RuleAction') === 'allow',
          protocol: found === 'icmpv6' ? 'icmp' : found,
          ports: hasRange ? rulePorts(numberAt(raw, 'PortRange', 'From'), numberAt(raw, 'PortRange', 'To')) : allPorts,
          set: [interval],
          isPartial: type !== null && type !== -1,
        },
      ];
    })
    .sort((a, b) => a.number - b.number || a.index - b.index);
}
