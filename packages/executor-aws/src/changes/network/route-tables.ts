import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { isTrueAt, listAt, textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { derive } from '../reason.ts';

/** One route that leads to a NAT gateway. */
export interface NatRoute {
  /** The field that names where it leads: `DestinationCidrBlock` or one of its kin. */
  readonly field: string;
  readonly destination: string;
  readonly nat: string;
}

/** A route table as changes see it. */
export interface RouteTable {
  readonly id: string;
  readonly vpc: string;
  /** Subnets that are associated with it by name, sorted. */
  readonly subnets: readonly string[];
  readonly isMain: boolean;
  /** Sorted by destination. */
  readonly natRoutes: readonly NatRoute[];
}

const destinations: readonly string[] = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];

function toNatRoutes(item: Json): readonly NatRoute[] {
  return listAt(item, 'Routes')
    .flatMap((route) => {
      const nat = textAt(route, 'NatGatewayId');
      const field = destinations.find((name) => textAt(route, name) !== '');
      return nat === '' || field === undefined ? [] : [{ field, destination: textAt(route, field), nat }];
    })
    .sort((left, right) => compareText(left.destination, right.destination));
}

/** Reads an item of DescribeRouteTables. */
export function toRouteTable(item: Json): RouteTable {
  const associations = listAt(item, 'Associations');
  return {
    id: textAt(item, 'RouteTableId'),
    vpc: textAt(item, 'VpcId'),
    subnets: associations
      .map((one) => textAt(one, 'SubnetId'))
      .filter((subnet) => subnet !== '')
      .sort(compareText),
    isMain: associations.some((one) => isTrueAt(one, 'Main')),
    natRoutes: toNatRoutes(item),
  };
}

/** Route tables by a filter, sorted by id. */
export async function readRouteTables(
  session: OwnAwsSession,
  place: Place,
  { filter, value }: { readonly filter: 'vpc-id' | 'route-table-id'; readonly value: string },
  context: ActionContext,
): Promise<Evidence<readonly RouteTable[]>> {
  const reading = {
    operation: 'DescribeRouteTables',
    items: 'RouteTables',
    key: 'RouteTableId',
    input: { Filters: [{ Name: filter, Values: [value] }] },
  };
  return derive(await readAll(session, place, reading, context), (items) => items.map(toRouteTable));
}
