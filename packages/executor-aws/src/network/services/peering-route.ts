import { listAt, textAt } from '../../value/read.ts';
import { type Cidr, parseCidr } from '../address/cidr.ts';
import type { NetworkRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { indexBy } from '../model/topology.ts';
import { destinationsOf } from '../reach/routes.ts';
import { serviceDraft } from './service-draft.ts';

const sides = ['AccepterVpcInfo', 'RequesterVpcInfo'] as const;

/** CIDRs of the other end of a peering; of both ends when it is not told which one is ours. */
function peerCidrs(peering: unknown, ownVpc: string): readonly string[] {
  const others = sides.filter((side) => textAt(peering, side, 'VpcId') !== ownVpc);
  return others.flatMap((side) => [
    textAt(peering, side, 'CidrBlock'),
    ...listAt(peering, side, 'CidrBlockSet').map((one) => textAt(one, 'CidrBlock')),
    ...listAt(peering, side, 'Ipv6CidrBlockSet').map((one) => textAt(one, 'Ipv6CidrBlock')),
  ]);
}

function holds(outer: Cidr, inner: Cidr): boolean {
  if (outer.family === 'ipv4' && inner.family === 'ipv4') {
    return outer.interval.from <= inner.interval.from && outer.interval.end >= inner.interval.end;
  }
  if (outer.family === 'ipv6' && inner.family === 'ipv6') {
    return outer.interval.from <= inner.interval.from && outer.interval.end >= inner.interval.end;
  }
  return false;
}

function isTooWide(destination: Cidr, peers: readonly string[]): boolean {
  if (destination.prefix === 0) return true;
  return peers.some((text) => {
    const peer = parseCidr(text);
    return peer !== null && holds(destination, peer);
  });
}

interface WideRoute {
  readonly index: number;
  readonly destination: string;
  readonly peering: string;
}

function wideRoutes(
  table: Item,
  peerings: ReadonlyMap<string, Item>,
  lists: NetworkModel['prefixLists'],
): readonly WideRoute[] {
  return listAt(table.raw, 'Routes').flatMap((route, index) => {
    const peering = textAt(route, 'VpcPeeringConnectionId');
    if (peering === '' || textAt(route, 'State') === 'blackhole') return [];
    const peers = peerCidrs(peerings.get(peering)?.raw, textAt(table.raw, 'VpcId'));
    const wide = (destinationsOf(route, lists) ?? []).find((text) => {
      const destination = parseCidr(text);
      return destination !== null && isTooWide(destination, peers);
    });
    return wide === undefined ? [] : [{ index, destination: wide, peering }];
  });
}

/** NET-010: a route to a peer that is as wide as the peer itself. */
export const peeringRoute: NetworkRule = {
  definitions: [
    {
      code: 'NET-010',
      title: 'Peering route is as wide as the peer',
      role: 'fault',
      severity: 'medium',
      decided:
        'A route to a peering connection has as its destination a whole CIDR of the peer’s VPC, or more, up to everything. Routes of a peering that is gone (blackhole) are left out.',
      remedy: 'Route only the subnets of the peer that are used.',
      source: 'CIS 5.6; Prowler vpc_peering_routing_tables_with_least_privilege',
    },
  ],
  inspect(model: NetworkModel) {
    const peerings = indexBy(model.snapshot.items('peerings'), 'VpcPeeringConnectionId');
    const tables = [...indexBy(model.snapshot.items('route_tables'), 'RouteTableId').values()];
    return {
      drafts: tables.flatMap((table) => {
        const wide = wideRoutes(table, peerings, model.prefixLists);
        if (wide.length === 0) return [];
        const destinations = wide.map(({ destination, peering }) => `${destination} via ${peering}`);
        return [
          serviceDraft(table, {
            code: 'NET-010',
            kind: 'RouteTable',
            name: textAt(table.raw, 'RouteTableId'),
            severity: 'medium',
            title: 'Peering route is as wide as the peer',
            detail: `It leads ${destinations.slice(0, 3).join(', ')}: all of the peer, not only what is used.`,
            evidence: wide.map(({ index }) => cite(table, 'Routes', index)),
            data: {
              vpc_id: textAt(table.raw, 'VpcId'),
              routes: wide.map(({ destination, peering }) => ({ destination, peering })),
            },
          }),
        ];
      }),
    };
  },
};
