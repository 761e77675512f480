import { isTrueAt, listAt, numberAt, textAt, valueAt } from '../../value/read.ts';
import { parseCidr } from '../address/cidr.ts';
import { type Family, ipv4, ipv6, isEverybody } from '../address/family.ts';
import { type Bound, type IntervalSet, intersect, subtract, unite } from '../address/interval-set.ts';
import { allPorts, type PortSet, rulePorts } from '../ports/port-set.ts';

/** One entry of a network ACL, in order of its number. */
export interface AclEntry {
  readonly number: number;
  readonly isAllow: boolean;
  /** `-1`, `6`, `17` or another protocol number as text. */
  readonly protocol: string;
  readonly cidr: string;
  readonly ports: PortSet;
  /** Index in the ACL's `Entries`. */
  readonly index: number;
}

/** Ports, as numbers, that everybody may reach, with the entries that let them. */
export interface AclOpening {
  readonly family: 'ipv4' | 'ipv6';
  readonly protocol: 'tcp' | 'udp';
  readonly ports: PortSet;
  /** Entries that take part, in order. */
  readonly entries: readonly AclEntry[];
}

const protocolNumbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17', all: '-1' };

/** Inbound entries in the order in which EC2 evaluates them. */
function inboundEntries(acl: unknown): readonly AclEntry[] {
  return listAt(acl, 'Entries')
    .map((raw, index) => ({ raw, index }))
    .filter(({ raw }) => !isTrueAt(raw, 'Egress'))
    .map(({ raw, index }) => ({
      number: numberAt(raw, 'RuleNumber') ?? 32_767,
      isAllow: textAt(raw, 'RuleAction') === 'allow',
      protocol: protocolOf(valueAt(raw, 'Protocol')),
      cidr: textAt(raw, 'CidrBlock') || textAt(raw, 'Ipv6CidrBlock'),
      ports: portsOf(raw),
      index,
    }))
    .sort((a, b) => a.number - b.number || a.index - b.index);
}

function protocolOf(value: unknown): string {
  const text = String(value ?? '-1')
    .trim()
    .toLowerCase();
  return protocolNumbers[text] ?? text;
}

function portsOf(raw: unknown): PortSet {
  const from = numberAt(raw, 'PortRange', 'From');
  return from === null ? allPorts : rulePorts(from, numberAt(raw, 'PortRange', 'To'));
}

/** What an ACL effectively lets in from everybody: entries in order, the first that fits an address and port decides. */
export function openings(acl: unknown): readonly AclOpening[] {
  const entries = inboundEntries(acl);
  return (['tcp', 'udp'] as const).flatMap((protocol) => [
    openingOf(entries, protocol, ipv4),
    openingOf(entries, protocol, ipv6),
  ]);
}

function openingOf<B extends Bound>(all: readonly AclEntry[], protocol: 'tcp' | 'udp', family: Family<B>): AclOpening {
  const entries = all
    .filter((entry) => entry.protocol === '-1' || entry.protocol === (protocol === 'tcp' ? '6' : '17'))
    .flatMap((entry) => {
      const cidr = parseCidr(entry.cidr);
      const interval = cidr === null ? null : family.intervalOf(cidr);
      const ports = entry.protocol === '-1' ? allPorts : entry.ports;
      return interval === null ? [] : [{ entry, set: [interval], ports }];
    });
  const taking = new Set<AclEntry>();
  const open = segmentsOf(entries.map(({ ports }) => ports)).filter(({ from, end }) => {
    const active = entries.filter(({ ports }) => ports.some((one) => one.from <= from && one.end >= end));
    const { allowed, takers } = evaluate(active, family);
    if (!isEverybody(family, allowed)) return false;
    for (const taker of takers) taking.add(taker);
    return true;
  });
  return { family: family.name, protocol, ports: unite(open), entries: all.filter((entry) => taking.has(entry)) };
}

interface Active<B extends Bound> {
  readonly entry: AclEntry;
  readonly set: IntervalSet<B>;
}

function evaluate<B extends Bound>(
  active: readonly Active<B>[],
  family: Family<B>,
): { readonly allowed: IntervalSet<B>; readonly takers: readonly AclEntry[] } {
  let undecided: IntervalSet<B> = family.all;
  let allowed: IntervalSet<B> = [];
  const takers: AclEntry[] = [];
  for (const { entry, set } of active) {
    const decided = intersect(undecided, set);
    if (decided.length === 0) continue;
    undecided = subtract(undecided, set);
    if (!entry.isAllow) continue;
    allowed = unite([...allowed, ...decided]);
    takers.push(entry);
  }
  return { allowed, takers };
}

/** Runs of ports between neighbouring boundaries. */
function segmentsOf(sets: readonly PortSet[]): PortSet {
  const bounds = [...new Set(sets.flatMap((set) => set.flatMap(({ from, end }) => [from, end])))].sort((a, b) => a - b);
  return bounds.slice(1).map((end, index) => ({ from: bounds[index] ?? 0, end }));
}
