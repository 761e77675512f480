import { listAt, textAt } from '../../value/read.ts';
import { parseCidr } from '../address/cidr.ts';
import type { Family } from '../address/family.ts';
import { type Bound, type Interval, type IntervalSet, subtract, unite } from '../address/interval-set.ts';
import type { Item } from '../model/item.ts';
import type { PrefixList } from '../model/prefix-list.ts';

/** One route that leads out, with the addresses it wins by longest prefix. */
export interface WinningRoute<B extends Bound> {
  /** Index into `Routes` of the table. */
  readonly index: number;
  /** The destination as stated. */
  readonly destination: string;
  readonly set: IntervalSet<B>;
}

/** A route through something whose own rules decide. */
export interface InspectedRoute<B extends Bound> extends WinningRoute<B> {
  /** Its id, such as `vpce-0a1b2c3d`. */
  readonly through: string;
}

/** What a route table leads to internet gateways. */
export interface RouteReach<B extends Bound> {
  readonly set: IntervalSet<B>;
  readonly routes: readonly WinningRoute<B>[];
  /** Routes to what passes some traffic on by rules that are not read: endpoints of firewalls, and carrier gateways. */
  readonly inspected: readonly InspectedRoute<B>[];
  /** A route to such a gateway names a prefix list whose entries are not known. */
  readonly isUncertain: boolean;
}

interface Destination<B extends Bound> {
  readonly index: number;
  readonly text: string;
  readonly prefix: number;
  readonly interval: Interval<B>;
  readonly isMeant: boolean;
  readonly through: string;
}

/** The addresses of a family that a table leads to internet gateways, longest prefix first; an egress-only one is none. */
export function routesToInternet<B extends Bound>(
  table: Item,
  family: Family<B>,
  lists: ReadonlyMap<string, PrefixList>,
): RouteReach<B> {
  let isUncertain = false;
  const destinations = listAt(table.raw, 'Routes').flatMap((route, index): Destination<B>[] => {
    const state = textAt(route, 'State');
    if (state === 'filtered') return [];
    const texts = destinationsOf(route, lists);
    // A blackhole still takes the addresses that it is the most specific route of, and drops them.
    const isMeant = state !== 'blackhole' && textAt(route, 'GatewayId').startsWith('igw-');
    const through = state === 'blackhole' ? '' : inspectorOf(route);
    if (texts === null) isUncertain ||= isMeant;
    return (texts ?? []).flatMap((text) => {
      const cidr = parseCidr(text);
      const interval = cidr === null ? null : family.intervalOf(cidr);
      return cidr === null || interval === null
        ? []
        : [{ index, text, prefix: cidr.prefix, interval, isMeant, through }];
    });
  });
  const won = winners(destinations);
  const routes = won
    .filter(({ isMeant }) => isMeant)
    .map(({ index, text, set }) => ({ index, destination: text, set }));
  const inspected = won
    .filter(({ through }) => through !== '')
    .map(({ index, text, set, through }) => ({ index, destination: text, set, through }));
  return { set: unite(routes.flatMap(({ set }) => set)), routes, inspected, isUncertain };
}

/**
 * Endpoints of Gateway Load Balancers and Network Firewalls are stated as gateways; those of S3 and DynamoDB too, for
 * AWS's own lists only: https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html.
 */
function inspectorOf(route: unknown): string {
  const gateway = textAt(route, 'GatewayId');
  return gateway.startsWith('vpce-') ? gateway : textAt(route, 'CarrierGatewayId');
}

/** CIDRs that a route is for. Null for a list that is not known; AWS's own lists lead to its endpoints and give none. */
export function destinationsOf(route: unknown, lists: ReadonlyMap<string, PrefixList>): readonly string[] | null {
  const id = textAt(route, 'DestinationPrefixListId');
  if (id !== '') {
    const list = lists.get(id);
    return list?.isAwsManaged === true ? [] : (list?.entries ?? null);
  }
  return [textAt(route, 'DestinationCidrBlock'), textAt(route, 'DestinationIpv6CidrBlock')].filter(
    (text) => text !== '',
  );
}

type Won<B extends Bound> = Destination<B> & { readonly set: IntervalSet<B> };

function winners<B extends Bound>(destinations: readonly Destination<B>[]): readonly Won<B>[] {
  const sorted = [...destinations].sort((a, b) => b.prefix - a.prefix || a.index - b.index);
  const found: Won<B>[] = [];
  let taken: IntervalSet<B> = [];
  for (const one of sorted) {
    const set = subtract([one.interval], taken);
    taken = unite([...taken, one.interval]);
    if (set.length > 0) found.push({ ...one, set });
  }
  return found.sort((a, b) => a.index - b.index);
}
