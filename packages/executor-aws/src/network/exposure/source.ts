import { compareText } from '../../text/compare-text.ts';
import { textAt } from '../../value/read.ts';
import { parseCidr } from '../address/cidr.ts';
import { classify, type Family, ipv4, ipv6, type SourceClass } from '../address/family.ts';
import { type Bound, type IntervalSet, unite } from '../address/interval-set.ts';
import { type GroupRule, sourceText } from '../model/group.ts';
import type { PrefixList } from '../model/prefix-list.ts';

/** The addresses of one family that a source stands for. */
export interface Addresses<B extends Bound> {
  readonly set: IntervalSet<B>;
  readonly class: SourceClass;
}

/** A rule's source as addresses; a group or an AWS-managed list stands for none. */
export interface ResolvedSource {
  readonly ipv4: Addresses<number>;
  readonly ipv6: Addresses<bigint>;
}

/** Resolves sources of rules, each distinct one once, and remembers what it could not resolve. */
export interface SourceReader {
  resolve(rule: GroupRule): ResolvedSource;
  /** Ids of lists that rules name and whose entries are not known, with the rules, sorted. */
  unresolved(): readonly (readonly [list: string, rules: readonly GroupRule[]])[];
  /** CIDRs that could not be read, with the rules, sorted. */
  malformed(): readonly (readonly [cidr: string, rules: readonly GroupRule[]])[];
}

interface Read {
  readonly resolved: ResolvedSource;
  readonly isUnresolved: boolean;
  readonly malformed: readonly string[];
}

/** @param lists prefix lists by id. */
export function createSourceReader(lists: ReadonlyMap<string, PrefixList>): SourceReader {
  const known = new Map<string, Read>();
  const unresolved = new Map<string, Set<GroupRule>>();
  const malformed = new Map<string, Set<GroupRule>>();
  return {
    resolve(rule) {
      const key = sourceText(rule);
      const read = known.get(key) ?? readSource(rule, lists);
      known.set(key, read);
      if (read.isUnresolved) remember(unresolved, key, rule);
      for (const cidr of read.malformed) remember(malformed, cidr, rule);
      return read.resolved;
    },
    unresolved: () => sorted(unresolved),
    malformed: () => sorted(malformed),
  };
}

function readSource({ source }: GroupRule, lists: ReadonlyMap<string, PrefixList>): Read {
  if (source.kind === 'ipv4' || source.kind === 'ipv6') return toRead([source.cidr], false);
  const list = source.kind === 'prefix-list' ? lists.get(source.id) : undefined;
  if (source.kind !== 'prefix-list' || list?.isAwsManaged === true) return toRead([], false);
  // Of a list that was read in part, the part counts: what it opens is open.
  const part = list?.entryItems.map(({ raw }) => textAt(raw, 'Cidr')) ?? [];
  return toRead(list?.entries ?? part, (list?.entries ?? null) === null);
}

function toRead(cidrs: readonly string[], isUnresolved: boolean): Read {
  const malformed = cidrs.filter((cidr) => parseCidr(cidr) === null);
  return { resolved: toAddresses(cidrs), isUnresolved, malformed };
}

/** Addresses of CIDRs as text; those that cannot be read stand for nothing. */
export function toAddresses(cidrs: readonly string[]): ResolvedSource {
  const parsed = cidrs.flatMap((text) => parseCidr(text) ?? []);
  const of = <B extends Bound>(family: Family<B>): Addresses<B> => {
    const set = unite(parsed.flatMap((cidr) => family.intervalOf(cidr) ?? []));
    return { set, class: set.length === 0 ? 'none' : classify(family, set) };
  };
  return { ipv4: of(ipv4), ipv6: of(ipv6) };
}

/** A source is resolved once per family; a rule is remembered once. */
function remember(into: Map<string, Set<GroupRule>>, key: string, rule: GroupRule): void {
  const rules = into.get(key) ?? new Set();
  into.set(key, rules.add(rule));
}

function sorted(
  found: ReadonlyMap<string, ReadonlySet<GroupRule>>,
): readonly (readonly [string, readonly GroupRule[]])[] {
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([key, rules]) => [key, [...rules]] as const);
}
