import { compareText } from '../../text/compare-text.ts';
import { type Family, ipv4, ipv6 } from '../address/family.ts';
import type { Bound } from '../address/interval-set.ts';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import type { NetworkInterface } from '../model/interface.ts';
import type { NetworkModel } from '../model/model.ts';
import { createReachJudge, type Reach, type ReachJudge } from '../reach/reach.ts';
import { type EntryBook, isEmptyBook, joinBooks, readEntries } from './entry.ts';
import type { Exposure, ExposureBook, ExposurePart } from './exposure.ts';
import { foldPartial } from './fold-partial.ts';
import { openToAll } from './open-to-all.ts';
import { openEgress, openToSome } from './open-to-some.ts';
import type { Opening } from './opening.ts';
import { type Addresses, createSourceReader, type ResolvedSource, type SourceReader, toAddresses } from './source.ts';

/** Reads what all groups open, alone and together, and how far each opening reaches. */
export function readExposures(model: NetworkModel): ExposureBook {
  const sources = createSourceReader(model.prefixLists);
  const collector = createCollector(model, createReachJudge(model));
  const trusted = toAddresses(model.settings.trustedCidrs);
  readFamily(model, { family: ipv4, of: ({ ipv4: one }) => one, sources, trusted }, collector);
  readFamily(model, { family: ipv6, of: ({ ipv6: one }) => one, sources, trusted }, collector);
  const exposures = foldPartial(collector.exposures());
  return { exposures, reachable: readReachable(exposures), sources };
}

interface FamilyOptions<B extends Bound> {
  readonly family: Family<B>;
  of(source: ResolvedSource): Addresses<B>;
  readonly sources: SourceReader;
  readonly trusted: ResolvedSource;
}

interface Books<B extends Bound> {
  readonly ingress: EntryBook<B>;
  readonly egress: EntryBook<B>;
}

function readFamily<B extends Bound>(model: NetworkModel, options: FamilyOptions<B>, collector: Collector): void {
  const { allowedPorts } = model.settings;
  const { family, sources, of } = options;
  const trusted = of(options.trusted).set;
  const addressesOf = (rule: GroupRule): Addresses<B> => of(sources.resolve(rule));
  const partial = new Map<string, Books<B>>();
  for (const group of model.groups.values()) {
    const open = group.rules.filter((rule) => addressesOf(rule).class !== 'none');
    if (open.every((rule) => isUsualEgress(rule, addressesOf(rule)))) continue;
    const [outbound, inbound] = split(open);
    const ingress = readEntries(inbound, { family, trusted, addressesOf });
    const egress = readEntries(outbound, { family, trusted, addressesOf });
    const openings = [
      ...(isEmptyBook(ingress)
        ? []
        : [...openToAll(ingress, { mode: 'all', allowedPorts }), ...openToSome(ingress, false)]),
      ...(isEmptyBook(egress) ? [] : [...openEgress(egress, 'all'), ...openToSome(egress, true)]),
    ];
    for (const opening of openings) collector.add(opening, group);
    if (group.interfaces.length > 0 && (isPartial(ingress) || isPartial(egress)))
      partial.set(group.id, { ingress, egress });
  }
  for (const [interfaces, books] of readCombinations(model, partial)) {
    const openings = [
      ...openToAll(joinBooks(pick(books, 'ingress')), { mode: 'joint', allowedPorts }),
      ...openEgress(joinBooks(pick(books, 'egress')), 'joint'),
    ];
    for (const opening of openings) collector.addJoint(opening, interfaces);
  }
}

/** All traffic out to everybody, the rule that every group is born with, is nothing to look at. */
function isUsualEgress<B extends Bound>({ isEgress, protocol }: GroupRule, addresses: Addresses<B>): boolean {
  return isEgress && protocol === '-1' && addresses.class === 'any';
}

function split(rules: readonly GroupRule[]): readonly [egress: readonly GroupRule[], ingress: readonly GroupRule[]] {
  return [rules.filter(({ isEgress }) => isEgress), rules.filter(({ isEgress }) => !isEgress)];
}

/** Whether anything here could become open to everybody with the help of another group. */
function isPartial<B extends Bound>({ everything, tcp, udp, icmp, others }: EntryBook<B>): boolean {
  return [everything, tcp, udp, icmp, ...others.values()].some((entries) => entries.some(({ isAny }) => !isAny));
}

function pick<B extends Bound>(
  books: readonly [Books<B>, ...Books<B>[]],
  direction: keyof Books<B>,
): readonly [EntryBook<B>, ...EntryBook<B>[]] {
  const [first, ...others] = books;
  return [first[direction], ...others.map((one) => one[direction])];
}

type Combination<B extends Bound> = readonly [readonly NetworkInterface[], readonly [Books<B>, ...Books<B>[]]];

/** Sets of two and more groups that share an interface, each once, with these interfaces. */
function readCombinations<B extends Bound>(
  model: NetworkModel,
  partial: ReadonlyMap<string, Books<B>>,
): readonly Combination<B>[] {
  if (partial.size < 2) return [];
  const found = new Map<string, NetworkInterface[]>();
  for (const one of model.interfaces.values()) {
    const ids = one.groupIds.filter((id) => partial.has(id));
    if (ids.length < 2) continue;
    const key = ids.join(' ');
    const known = found.get(key);
    if (known === undefined) found.set(key, [one]);
    else known.push(one);
  }
  return [...found].flatMap(([key, interfaces]) => {
    const [first, ...others] = key.split(' ').flatMap((id) => partial.get(id) ?? []);
    return first === undefined ? [] : [[interfaces, [first, ...others]] as const];
  });
}

interface Gathered {
  readonly code: string;
  readonly also: Set<string>;
  readonly group: SecurityGroup;
  readonly parts: ExposurePart[];
  readonly joinedWith: Set<string>;
}

interface Collector {
  add<B extends Bound>(opening: Opening<B>, group: SecurityGroup): void;
  /** For each group that takes part, unless it opens the same by itself. */
  addJoint<B extends Bound>(opening: Opening<B>, interfaces: readonly NetworkInterface[]): void;
  exposures(): readonly Exposure[];
}

function createCollector(model: NetworkModel, judge: ReachJudge): Collector {
  const found = new Map<string, Gathered>();
  const put = <B extends Bound>(
    opening: Opening<B>,
    group: SecurityGroup,
    interfaces: readonly NetworkInterface[],
    joined: readonly string[],
  ): void => {
    const key = `${group.id} ${opening.code}`;
    const known = found.get(key);
    if (known !== undefined && joined.length > 0 && known.joinedWith.size === 0) return;
    const gathered = known ?? { code: opening.code, also: new Set(), group, parts: [], joinedWith: new Set() };
    found.set(key, gathered);
    for (const code of opening.also) gathered.also.add(code);
    for (const id of joined) gathered.joinedWith.add(id);
    gathered.parts.push(
      toPart(opening, judge.judge(opening, interfaces, model.snapshot.isComplete('interfaces', group))),
    );
  };
  return {
    add: (opening, group) => put(opening, group, group.interfaces, []),
    addJoint(opening, interfaces) {
      const ids = [...new Set(opening.rules.map(({ groupId }) => groupId))].sort(compareText);
      for (const id of ids) {
        const group = model.groups.get(id);
        const others = ids.filter((other) => other !== id);
        if (group !== undefined) put(opening, group, interfaces, others);
      }
    },
    exposures: () => [...found.values()].flatMap(toExposure).sort(compareExposures),
  };
}

function toPart<B extends Bound>(opening: Opening<B>, reach: Reach): ExposurePart {
  const { family, protocol, ports, isEgress, severity, rules } = opening;
  return { family: family.name, protocol, ports, isEgress, severity, rules, reach };
}

function toExposure({ code, also, group, parts, joinedWith }: Gathered): readonly Exposure[] {
  const [first, ...others] = parts;
  if (first === undefined) return [];
  return [{ code, also: [...also].sort(), group, parts: [first, ...others], joinedWith: [...joinedWith].sort() }];
}

function compareExposures(a: Exposure, b: Exposure): number {
  return compareText(a.group.id, b.group.id) || compareText(a.code, b.code);
}

/** SG-031 and SG-032 let in some of the internet only, SG-034 no connection: none of them makes a group open. */
const opensNobody: ReadonlySet<string> = new Set(['SG-031', 'SG-032', 'SG-034', 'SG-036']);

function readReachable(exposures: readonly Exposure[]): ReadonlyMap<string, Exposure> {
  const found = new Map<string, Exposure>();
  for (const exposure of exposures) {
    const isReached = exposure.parts.some(({ reach, isEgress }) => !isEgress && reach.level === 'R2');
    if (isReached && !opensNobody.has(exposure.code) && !found.has(exposure.group.id))
      found.set(exposure.group.id, exposure);
  }
  return found;
}
