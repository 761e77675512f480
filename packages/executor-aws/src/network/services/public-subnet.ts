import type { EvidenceRef } from '@cloudops/spec';
import { parseCidr } from '../address/cidr.ts';
import { ipv4, ipv6 } from '../address/family.ts';
import { overlaps } from '../address/interval-set.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { listAt, textAt } from '../model/read.ts';
import type { Answer } from './answer.ts';

/** The address family that a route has to carry; `either` takes whichever. */
export type RouteFamily = 'ipv4' | 'ipv6' | 'either';

function isGatewayRoute(route: unknown, family: RouteFamily): boolean {
  if (!textAt(route, 'GatewayId').startsWith('igw-') || textAt(route, 'State') === 'blackhole') return false;
  const cidr = parseCidr(textAt(route, 'DestinationCidrBlock') || textAt(route, 'DestinationIpv6CidrBlock'));
  if (cidr === null || (family !== 'either' && cidr.family !== family)) return false;
  return cidr.family === 'ipv4' ? overlaps([cidr.interval], ipv4.routable) : overlaps([cidr.interval], ipv6.routable);
}

function isExplicit(table: Item, subnetId: string): boolean {
  return listAt(table.raw, 'Associations').some((association) => textAt(association, 'SubnetId') === subnetId);
}

const needs = 'ec2:DescribeRouteTables and ec2:DescribeSubnets';

/** Whether a subnet is public: its route table, the VPC's main one where none is associated, leads to an internet gateway. */
export function isPublicSubnet(model: NetworkModel, subnetId: string, family: RouteFamily): Answer {
  const subnet = model.topology.subnets.get(subnetId);
  if (subnet === undefined) return { kind: 'unknown', needs };
  const table = model.topology.routeTableOf(subnetId, subnet.vpcId);
  if (table === undefined) return { kind: 'unknown', needs };
  // Another table, not read, may be the subnet's own.
  if (!isExplicit(table, subnetId) && !model.snapshot.isComplete('route_tables', subnet))
    return { kind: 'unknown', needs };
  const routes = listAt(table.raw, 'Routes');
  const index = routes.findIndex((route) => isGatewayRoute(route, family));
  if (index < 0) return { kind: 'no', evidence: [cite(table, 'RouteTableId')] };
  return { kind: 'yes', evidence: [cite(subnet.item, 'SubnetId'), cite(table, 'Routes', index)] };
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
