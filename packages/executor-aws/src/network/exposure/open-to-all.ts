import { type Bound, overlaps, subtract, unite } from '../address/interval-set.ts';
import { allPorts, type PortSet, portSet } from '../ports/port-set.ts';
import type { Entry, EntryBook } from './entry.ts';
import {
  countPorts,
  entriesOf,
  explain,
  type Opening,
  outside,
  portsOf,
  toOpening,
  webPorts,
  within,
} from './opening.ts';
import { type Segment, type SegmentMode, toSegments } from './segment.ts';
import { type ServicePorts, servicePorts } from './service-ports.ts';

/** Fewer open ports than this are no "all ports"; ours. */
export const allPortsThreshold: number = 65_000;

type PortProtocol = 'tcp' | 'udp';

/** What {@link openToAll} is told besides the entries. */
export interface OpenToAllOptions {
  readonly mode: SegmentMode;
  /** TCP ports that may be open to everybody. */
  readonly allowedPorts: readonly number[];
}

/** Ingress that lets in everybody: SG-001 to SG-030, SG-033, SG-034. One opening per code and protocol. */
export function openToAll<B extends Bound>(book: EntryBook<B>, options: OpenToAllOptions): readonly Opening<B>[] {
  const everything = toSegments(book, book.everything, 'all')[0];
  if (everything?.class === 'any' && options.mode === 'all') {
    const rest = { ...book, everything: [] };
    return [allTraffic(book, everything.entries), ...openToAll(rest, options)];
  }
  if (everything?.class === 'any') {
    const joint = toSegments(book, book.everything, 'joint')[0];
    // What one group opens by itself is that group's; nothing is left to open jointly.
    return joint?.class === 'any' ? [allTraffic(book, joint.entries)] : [];
  }
  return [
    ...openPorts(book, 'tcp', options),
    ...openPorts(book, 'udp', options),
    ...openMessages(book, options.mode),
    ...openProtocols(book, options.mode),
  ];
}

function allTraffic<B extends Bound>(book: EntryBook<B>, entries: readonly Entry<B>[]): Opening<B> {
  const services = servicePorts.filter(({ family }) => family === null || family === book.family.name);
  const also = ['SG-002', ...services.map(({ code }) => code), 'SG-029', 'SG-034'];
  const parts = { code: 'SG-001', also, severity: 'critical', protocol: '-1', ports: allPorts, entries } as const;
  return toOpening(book, parts, explain(entries));
}

function openPorts<B extends Bound>(
  book: EntryBook<B>,
  protocol: PortProtocol,
  options: OpenToAllOptions,
): readonly Opening<B>[] {
  const entries = [...book[protocol], ...book.everything];
  const open = toSegments(book, entries, options.mode).filter((segment) => segment.class === 'any');
  if (countPorts(open) < allPortsThreshold) return openServices(book, protocol, open, options);
  const broad = broadest(book, entries, options.mode);
  const taken = new Set(entriesOf(broad));
  const rest = entries.filter((entry) => !taken.has(entry));
  const left = toSegments(book, rest, options.mode).filter((segment) => segment.class === 'any');
  return [allOfProtocol(book, protocol, broad), ...openServices(book, protocol, left, options)];
}

/** The segments that the widest rules alone open, as soon as these are enough for "all ports". */
function broadest<B extends Bound>(
  book: EntryBook<B>,
  entries: readonly Entry<B>[],
  mode: SegmentMode,
): readonly Segment<B>[] {
  const widths = [...new Set(entries.map(({ from, end }) => end - from))].sort((a, b) => b - a);
  for (const width of widths) {
    const wide = entries.filter(({ from, end }) => end - from >= width);
    const open = toSegments(book, wide, mode).filter((segment) => segment.class === 'any');
    if (countPorts(open) >= allPortsThreshold) return open;
  }
  return [];
}

function allOfProtocol<B extends Bound>(
  book: EntryBook<B>,
  protocol: PortProtocol,
  segments: readonly Segment<B>[],
): Opening<B> {
  const ports = portsOf(segments);
  const entries = entriesOf(segments);
  const implied = servicePorts
    .filter((row) => (row.family === null || row.family === book.family.name) && overlaps(row[protocol], ports))
    .map(({ code }) => code);
  const also = protocol === 'tcp' && overlaps(ports, webPorts) ? [...implied, 'SG-029'] : implied;
  const parts = { code: 'SG-002', also, severity: 'critical', protocol, ports, entries } as const;
  return toOpening(book, parts, explainAll(segments));
}

function openServices<B extends Bound>(
  book: EntryBook<B>,
  protocol: PortProtocol,
  open: readonly Segment<B>[],
  options: OpenToAllOptions,
): readonly Opening<B>[] {
  if (open.length === 0) return [];
  const claimed = claimServices(book, protocol, open);
  const found = [...claimed.openings];
  let covered = claimed.covered;
  const mixed = protocol === 'tcp' ? openMixed(book, open, options) : null;
  if (mixed !== null) {
    found.push(mixed);
    covered = unite([...covered, ...mixed.ports]);
  }
  const allowed = protocol === 'tcp' ? portSet(...options.allowedPorts) : [];
  return [...found, ...openRest(book, protocol, outside(open, covered), allowed)];
}

interface Claimed<B extends Bound> {
  readonly openings: readonly Opening<B>[];
  readonly covered: PortSet;
}

/** A port that two rows name is the earlier row's; a row that is left without one is kept under `also` there. */
function claimServices<B extends Bound>(
  book: EntryBook<B>,
  protocol: PortProtocol,
  open: readonly Segment<B>[],
): Claimed<B> {
  const claims: { readonly row: ServicePorts; readonly hit: readonly Segment<B>[]; readonly also: string[] }[] = [];
  let covered: PortSet = [];
  for (const row of servicePorts) {
    if (row.family !== null && row.family !== book.family.name) continue;
    const hit = outside(within(open, row[protocol]), covered);
    if (hit.length > 0) claims.push({ row, hit, also: [] });
    else {
      const first = claims.find((claim) => overlaps(portsOf(claim.hit), row[protocol]));
      first?.also.push(row.code);
    }
    covered = unite([...covered, ...portsOf(hit)]);
  }
  const openings = claims.map(({ row: { code, severity }, hit, also }) => {
    const parts = { code, also, severity, protocol, ports: portsOf(hit), entries: entriesOf(hit) };
    return toOpening(book, parts, explainAll(hit));
  });
  return { openings, covered };
}

/** SG-028 for what is not allowed; of what is allowed only how it is let in (SG-030, SG-033). */
function openRest<B extends Bound>(
  book: EntryBook<B>,
  protocol: PortProtocol,
  rest: readonly Segment<B>[],
  allowed: PortSet,
): readonly Opening<B>[] {
  const unauthorised = outside(rest, allowed);
  const odd = within(rest, allowed).filter(({ entries }) => explain(entries).length > 0 && isOdd(entries));
  const found: Opening<B>[] = [];
  if (unauthorised.length > 0) {
    const parts = { code: 'SG-028', severity: 'high', protocol, ports: portsOf(unauthorised) } as const;
    found.push(toOpening(book, { ...parts, entries: entriesOf(unauthorised) }, explainAll(unauthorised)));
  }
  const split = odd.filter(({ entries }) => explain(entries).includes('SG-030'));
  const listed = odd.filter((segment) => !split.includes(segment));
  for (const [code, severity, some] of [
    ['SG-030', 'critical', split],
    ['SG-033', 'medium', listed],
  ] as const) {
    if (some.length === 0) continue;
    const entries = entriesOf(some);
    found.push(toOpening(book, { code, severity, protocol, ports: portsOf(some), entries }, explainAll(some)));
  }
  return found;
}

/** A literal source beside a list opens the same: then the list explains nothing. */
function isOdd<B extends Bound>(entries: readonly Entry<B>[]): boolean {
  const alone = entries.filter(({ isAny }) => isAny);
  return alone.every(({ rule }) => rule.source.kind === 'prefix-list');
}

function explainAll<B extends Bound>(segments: readonly Segment<B>[]): readonly string[] {
  return [...new Set(segments.flatMap(({ entries }) => explain(entries)))];
}

/** SG-029: what rules open around 80 or 443. */
function openMixed<B extends Bound>(
  book: EntryBook<B>,
  open: readonly Segment<B>[],
  { allowedPorts }: OpenToAllOptions,
): Opening<B> | null {
  const web = within(open, webPorts);
  const rules = entriesOf(web).filter((entry) => entry.end - entry.from > 1 && overlaps([entry], webPorts));
  const around = rules.filter((entry) => {
    const own = within(
      open.filter(({ entries }) => entries.includes(entry)),
      [entry],
    );
    return countPorts(own) > 1 && subtract(portsOf(own), portSet(...allowedPorts)).length > 0;
  });
  if (around.length === 0) return null;
  const theirs = open.filter(({ entries }) => entries.some((entry) => around.includes(entry)));
  const mixed = within(theirs, unite(around));
  const parts = { code: 'SG-029', severity: 'high', protocol: 'tcp', ports: portsOf(mixed) } as const;
  const used = entriesOf(mixed).filter((entry) => around.includes(entry) || !entry.isAny);
  return toOpening(book, { ...parts, entries: used }, explainAll(mixed));
}

/** SG-034: every ICMP type. */
function openMessages<B extends Bound>(book: EntryBook<B>, mode: SegmentMode): readonly Opening<B>[] {
  if (book.icmp.length === 0) return [];
  return openWhole(book, [...book.icmp, ...book.everything], mode).map((entries) =>
    toOpening(book, { code: 'SG-034', severity: 'low', protocol: 'icmp', ports: [], entries }, explain(entries)),
  );
}

/** SG-028 of protocols without ports. */
function openProtocols<B extends Bound>(book: EntryBook<B>, mode: SegmentMode): readonly Opening<B>[] {
  return [...book.others].flatMap(([protocol, own]) =>
    openWhole(book, [...own, ...book.everything], mode).map((entries) =>
      toOpening(book, { code: 'SG-028', severity: 'high', protocol, ports: [], entries }, explain(entries)),
    ),
  );
}

function openWhole<B extends Bound>(
  book: EntryBook<B>,
  entries: readonly Entry<B>[],
  mode: SegmentMode,
): readonly (readonly Entry<B>[])[] {
  const [segment] = toSegments(book, entries, mode);
  return segment?.class === 'any' ? [segment.entries] : [];
}
