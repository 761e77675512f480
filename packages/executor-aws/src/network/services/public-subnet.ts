import type { EvidenceRef } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { type Family, ipv4, ipv6 } from '../address/family.ts';
import { type Bound, overlaps } from '../address/interval-set.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { type RouteReach, routesToInternet } from '../reach/routes.ts';
import type { Answer } from './answer.ts';

/** The address family that a route has to carry; `either` takes whichever. */
export type RouteFamily = AddressFamily | 'either';

/** A version of the internet protocol. */
export type AddressFamily = 'ipv4' | 'ipv6';

type Found = Pick<RouteReach<Bound>, 'isUncertain'> & {
  readonly index: number | undefined;
  readonly through: string | undefined;
};

/** The first route that leads public addresses to an internet gateway. */
function gatewayRoute<B extends Bound>(model: NetworkModel, table: Item, family: Family<B>): Found {
  const { routes, inspected, isUncertain } = routesToInternet(table, family, model.prefixLists);
  const index = routes.find(({ set }) => overlaps(set, family.routable))?.index;
  return { index, isUncertain, through: inspected.find(({ set }) => overlaps(set, family.routable))?.through };
}

const needs = 'ec2:DescribeRouteTables and ec2:DescribeSubnets';
const needsLists = 'ec2:DescribeManagedPrefixLists and ec2:GetManagedPrefixListEntries';

/** Whether a subnet is public: its route table, the VPC's main one where none is associated, leads to an internet gateway. */
export function isPublicSubnet(model: NetworkModel, subnetId: string, family: RouteFamily): Answer {
  const subnet = model.topology.subnets.get(subnetId);
  const table = subnet === undefined ? undefined : model.topology.routeTableOf(subnetId, subnet.vpcId);
  if (subnet === undefined || table === undefined) return { kind: 'unknown', needs };
  const found = [
    ...(family === 'ipv6' ? [] : [gatewayRoute(model, table, ipv4)]),
    ...(family === 'ipv4' ? [] : [gatewayRoute(model, table, ipv6)]),
  ];
  const index = found.flatMap((one) => one.index ?? [])[0];
  if (index !== undefined)
    return { kind: 'yes', evidence: [cite(subnet.item, 'SubnetId'), cite(table, 'Routes', index)] };
  const through = found.flatMap((one) => one.through ?? [])[0];
  if (through !== undefined) return { kind: 'unknown', needs: `the rules of ${printable(through, 60)}` };
  if (found.some(({ isUncertain }) => isUncertain)) return { kind: 'unknown', needs: needsLists };
  return { kind: 'no', evidence: [cite(table, 'RouteTableId')] };
}

/** Whether any of some subnets is public; unknown only while none of those that were read is. */
export function isAnyPublic(model: NetworkModel, subnetIds: readonly string[], family: RouteFamily): Answer {
  const answers = subnetIds.toSorted().map((id) => isPublicSubnet(model, id, family));
  const found = answers.find(({ kind }) => kind === 'yes');
  if (found !== undefined) return found;
  const unknown = answers.find(({ kind }) => kind === 'unknown');
  if (unknown !== undefined || answers.length === 0) return { kind: 'unknown', needs };
  const evidence: readonly EvidenceRef[] = answers.flatMap((answer) => (answer.kind === 'no' ? answer.evidence : []));
  return { kind: 'no', evidence: evidence.slice(0, 4) };
}
