import type { Severity } from '@cloudops/spec';
import type { Family } from '../address/family.ts';
import { type Bound, type IntervalSet, intersect, sizeOf, subtract, unite } from '../address/interval-set.ts';
import type { GroupRule } from '../model/group.ts';
import { allPorts, type PortSet, portSet } from '../ports/port-set.ts';
import type { Entry, EntryBook } from './entry.ts';
import type { Segment } from './segment.ts';

/** Something that rules open to public addresses of one family, under one code. */
export interface Opening<B extends Bound> {
  readonly code: string;
  readonly also: readonly string[];
  /** When reachable. */
  readonly severity: Severity;
  readonly family: Family<B>;
  /** `-1`, `tcp`, `udp`, `icmp` or a protocol number. */
  readonly protocol: string;
  /** Empty for protocols without ports. */
  readonly ports: PortSet;
  /** The addresses that its rules let in. */
  readonly sources: IntervalSet<B>;
  readonly isEgress: boolean;
  /** The rules that make it, each once. */
  readonly rules: readonly GroupRule[];
}

/** What the maker of an opening states; rules and sources follow from the entries. */
export interface OpeningParts<B extends Bound> {
  readonly code: string;
  readonly also?: readonly string[];
  readonly severity: Severity;
  readonly protocol: string;
  readonly ports: PortSet;
  readonly entries: readonly Entry<B>[];
}

/** Completes an opening. SG-030 and SG-033 join where they explain how everybody is let in. */
export function toOpening<B extends Bound>(
  { family }: EntryBook<B>,
  parts: OpeningParts<B>,
  explained: readonly string[] = [],
): Opening<B> {
  const { entries, also = [], code, ...rest } = parts;
  const rules = [...new Set(entries.map(({ rule }) => rule))];
  return {
    ...rest,
    code,
    also: [...new Set([...also, ...explained])].filter((one) => one !== code).sort(),
    family,
    sources: unite(entries.flatMap(({ set }) => set)),
    isEgress: rules[0]?.isEgress === true,
    rules,
  };
}

/** SG-030 where only several sources together let in everybody, SG-033 where prefix lists do. */
export function explain<B extends Bound>(entries: readonly Entry<B>[]): readonly string[] {
  const codes: string[] = [];
  if (!entries.some(({ isAny }) => isAny)) codes.push('SG-030');
  const alone = entries.filter(({ isAny }) => isAny);
  const deciding = alone.length > 0 ? alone : entries;
  if (deciding.some(({ rule }) => rule.source.kind === 'prefix-list')) codes.push('SG-033');
  return codes;
}

/** The ports of segments. */
export function portsOf<B extends Bound>(segments: readonly Segment<B>[]): PortSet {
  return unite(segments);
}

/** The parts of segments that lie within some ports. */
export function within<B extends Bound>(segments: readonly Segment<B>[], ports: PortSet): readonly Segment<B>[] {
  return segments.flatMap((segment) =>
    intersect([{ from: segment.from, end: segment.end }], ports).map((part) => ({ ...segment, ...part })),
  );
}

/** The parts of segments that lie outside some ports. */
export function outside<B extends Bound>(segments: readonly Segment<B>[], ports: PortSet): readonly Segment<B>[] {
  return within(segments, subtract(allPorts, ports));
}

/** The entries of segments, each once, in their order. */
export function entriesOf<B extends Bound>(segments: readonly Segment<B>[]): readonly Entry<B>[] {
  return [...new Set(segments.flatMap(({ entries }) => entries))];
}

/** How many ports segments hold. */
export function countPorts<B extends Bound>(segments: readonly Segment<B>[]): number {
  return sizeOf(portsOf(segments));
}

/** Web ports as people allow them. */
export const webPorts: PortSet = portSet(80, 443);
