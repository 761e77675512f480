import type { Family } from '../address/family.ts';
import { type Bound, type IntervalSet, subtract } from '../address/interval-set.ts';
import type { GroupRule } from '../model/group.ts';
import { rulePorts } from '../ports/port-set.ts';
import type { Addresses } from './source.ts';

/** One rule as far as it lets in public addresses of one family. */
export interface Entry<B extends Bound> {
  readonly rule: GroupRule;
  readonly set: IntervalSet<B>;
  /** Lets in everybody by itself. */
  readonly isAny: boolean;
  /** Ports, half-open; the whole range for protocols without ports. */
  readonly from: number;
  readonly end: number;
}

/** Entries of one direction and family by protocol. */
export interface EntryBook<B extends Bound> {
  readonly family: Family<B>;
  /** Addresses that are trusted with admin ports. */
  readonly trusted: IntervalSet<B>;
  /** Protocol -1: joins every other protocol. */
  readonly everything: readonly Entry<B>[];
  readonly tcp: readonly Entry<B>[];
  readonly udp: readonly Entry<B>[];
  /** ICMP with every type; single types are left out. */
  readonly icmp: readonly Entry<B>[];
  /** GRE, ESP and the like, by protocol. */
  readonly others: ReadonlyMap<string, readonly Entry<B>[]>;
}

/** What {@link readEntries} is told. */
export interface EntryOptions<B extends Bound> {
  readonly family: Family<B>;
  readonly trusted: IntervalSet<B>;
  addressesOf(rule: GroupRule): Addresses<B>;
}

/** Sorts rules of one direction into a book; rules without a public source are left out. */
export function readEntries<B extends Bound>(rules: readonly GroupRule[], options: EntryOptions<B>): EntryBook<B> {
  const { family, trusted } = options;
  const byProtocol = new Map<string, Entry<B>[]>();
  for (const rule of rules) {
    const { set, class: kind } = options.addressesOf(rule);
    if (kind === 'none') continue;
    const bucket = bucketOf(rule);
    const ports = bucket === 'tcp' || bucket === 'udp' ? rulePorts(rule.from, rule.to)[0] : { from: 0, end: 65_536 };
    if (bucket === '' || ports === undefined) continue;
    const entry = { rule, set, isAny: kind === 'any', from: ports.from, end: ports.end };
    const known = byProtocol.get(bucket);
    if (known === undefined) byProtocol.set(bucket, [entry]);
    else known.push(entry);
  }
  const take = (protocol: string): readonly Entry<B>[] => byProtocol.get(protocol) ?? [];
  const others = [...byProtocol].filter(([protocol]) => !['-1', 'tcp', 'udp', 'icmp'].includes(protocol));
  return {
    family,
    trusted,
    everything: take('-1'),
    tcp: take('tcp'),
    udp: take('udp'),
    icmp: take('icmp'),
    others: new Map(others.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Empty for what opens nothing that counts: single ICMP types. */
function bucketOf({ protocol, from }: GroupRule): string {
  if (protocol !== 'icmp' && protocol !== 'icmpv6') return protocol;
  return from === null || from === -1 ? 'icmp' : '';
}

/** Several books as one, as an interface with several groups sees them. */
export function joinBooks<B extends Bound>(books: readonly [EntryBook<B>, ...EntryBook<B>[]]): EntryBook<B> {
  const protocols = [...new Set(books.flatMap(({ others }) => [...others.keys()]))].sort();
  return {
    family: books[0].family,
    trusted: books[0].trusted,
    everything: books.flatMap(({ everything }) => everything),
    tcp: books.flatMap(({ tcp }) => tcp),
    udp: books.flatMap(({ udp }) => udp),
    icmp: books.flatMap(({ icmp }) => icmp),
    others: new Map(protocols.map((one) => [one, books.flatMap(({ others }) => others.get(one) ?? [])])),
  };
}

/** Whether a book holds nothing. */
export function isEmptyBook<B extends Bound>(book: EntryBook<B>): boolean {
  const { everything, tcp, udp, icmp, others } = book;
  return everything.length + tcp.length + udp.length + icmp.length + others.size === 0;
}

/** What an entry lets in beyond the trusted addresses. */
export function untrusted<B extends Bound>({ trusted }: EntryBook<B>, set: IntervalSet<B>): IntervalSet<B> {
  return trusted.length === 0 ? set : subtract(set, trusted);
}
