import { type Bound, overlaps } from '../address/interval-set.ts';
import type { Entry, EntryBook } from './entry.ts';
import { countPorts, entriesOf, type Opening, portsOf, toOpening, within } from './opening.ts';
import { type Segment, type SegmentMode, toSegments } from './segment.ts';
import { adminPorts, egressPorts } from './service-ports.ts';

type PortProtocol = 'tcp' | 'udp';

const protocols: readonly PortProtocol[] = ['tcp', 'udp'];

/** Rules that name large or specific parts of the internet: SG-031 (both directions) and SG-032 (ingress). */
export function openToSome<B extends Bound>(book: EntryBook<B>, isEgress: boolean): readonly Opening<B>[] {
  // All traffic with everybody is another finding, or the usual outbound rule: nothing is left that is only some.
  if (book.everything.some(({ isAny }) => isAny)) return [];
  const found: Opening<B>[] = [];
  for (const protocol of protocols) {
    const segments = toSegments(book, [...book[protocol], ...book.everything], 'all');
    const wide = openWide(book, protocol, segments, isEgress);
    if (wide !== null) found.push(wide);
    const specific = isEgress ? null : openSpecific(book, protocol, segments);
    if (specific !== null) found.push(specific);
  }
  for (const [protocol, own] of [['icmp', book.icmp] as const, ...book.others]) {
    if (own.length === 0) continue;
    const [segment] = toSegments(book, [...own, ...book.everything], 'all');
    if (segment?.class !== 'wide') continue;
    const entries = segment.entries;
    found.push(
      toOpening(book, { code: 'SG-031', severity: 'medium', protocol, ports: [], entries }, listedIn(entries)),
    );
  }
  return found;
}

function listedIn<B extends Bound>(entries: readonly Entry<B>[]): readonly string[] {
  return entries.some(({ rule }) => rule.source.kind === 'prefix-list') ? ['SG-033'] : [];
}

function openWide<B extends Bound>(
  book: EntryBook<B>,
  protocol: PortProtocol,
  segments: readonly Segment<B>[],
  isEgress: boolean,
): Opening<B> | null {
  const wide = segments.filter((segment) => segment.class === 'wide');
  if (wide.length === 0) return null;
  const ports = portsOf(wide);
  const entries = entriesOf(wide);
  const also = !isEgress && overlaps(ports, adminPorts[protocol]) ? ['SG-032'] : [];
  const parts = { code: 'SG-031', also, severity: 'medium', protocol, ports, entries } as const;
  return toOpening(book, parts, listedIn(entries));
}

/** Of a wide segment the wide part is SG-031; what else is named there stays. */
function openSpecific<B extends Bound>(
  book: EntryBook<B>,
  protocol: PortProtocol,
  segments: readonly Segment<B>[],
): Opening<B> | null {
  const hit = within(segments, adminPorts[protocol]).flatMap((segment) => {
    if (segment.class === 'public') return [segment];
    return segment.class === 'wide' && segment.specific.length > 0 ? [{ ...segment, entries: segment.specific }] : [];
  });
  if (hit.length === 0) return null;
  const entries = entriesOf(hit);
  return toOpening(book, { code: 'SG-032', severity: 'medium', protocol, ports: portsOf(hit), entries });
}

/** SG-036: rules that let admin, mail and database traffic out to everybody. All traffic to everybody is not it. */
export function openEgress<B extends Bound>(book: EntryBook<B>, mode: SegmentMode): readonly Opening<B>[] {
  const everything = toSegments(book, book.everything, 'all')[0];
  const joining = everything?.class === 'any' ? [] : book.everything;
  return protocols.flatMap((protocol) => {
    const segments = toSegments(book, [...book[protocol], ...joining], mode);
    const hit = within(
      segments.filter((segment) => segment.class === 'any'),
      egressPorts[protocol],
    );
    if (countPorts(hit) === 0) return [];
    const parts = { code: 'SG-036', severity: 'medium', protocol, ports: portsOf(hit) } as const;
    return [toOpening(book, { ...parts, entries: entriesOf(hit) })];
  });
}
