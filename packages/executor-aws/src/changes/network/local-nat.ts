import type { ActionContext, Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { someOf } from '../../cost/waste/words.ts';
import type { Place } from '../../listing/listing.ts';
import { textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { failureOf, present, refused } from '../reason.ts';
import type { RouteTable } from './route-tables.ts';

/** The NAT gateway to lead to, and all of the same zone. */
export interface LocalNat {
  readonly nat: string;
  readonly local: readonly string[];
}

async function readZones(
  session: OwnAwsSession,
  place: Place,
  vpc: string,
  context: ActionContext,
): Promise<Evidence<ReadonlyMap<string, string>>> {
  const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
  const reading = { operation: 'DescribeSubnets', items: 'Subnets', key: 'SubnetId', input: { Filters } };
  const subnets = await readAll(session, place, reading, context);
  if (subnets.status !== 'present') return failureOf(subnets, 'the subnets');
  return present(new Map(subnets.output.map((item) => [textAt(item, 'SubnetId'), textAt(item, 'AvailabilityZone')])));
}

/** Finds the NAT gateway of the zone that all subnets of a route table are in. */
export async function findLocalNat(
  session: OwnAwsSession,
  place: Place,
  { id, vpc, subnets, isMain }: RouteTable,
  context: ActionContext,
): Promise<Evidence<LocalNat>> {
  if (isMain || subnets.length === 0)
    return refused(`${id} serves subnets that are not associated with it by name: they may be in any zone`);
  const zones = await readZones(session, place, vpc, context);
  if (zones.status !== 'present') return failureOf(zones, 'the zones');
  const own = [...new Set(subnets.map((subnet) => zones.output.get(subnet) ?? ''))];
  const [zone = ''] = own;
  if (own.length > 1 || zone === '')
    return refused(`${id} serves subnets of several zones: ${someOf(own)}`, 'a table for each zone');
  const Filter = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'state', Values: ['available'] },
  ];
  const reading = { operation: 'DescribeNatGateways', items: 'NatGateways', key: 'NatGatewayId', input: { Filter } };
  const nats = await readAll(session, place, reading, context);
  if (nats.status !== 'present') return failureOf(nats, 'the NAT gateways');
  const local = nats.output
    .filter(
      (item) => zones.output.get(textAt(item, 'SubnetId')) === zone && textAt(item, 'ConnectivityType') !== 'private',
    )
    .map((item) => textAt(item, 'NatGatewayId'));
  const [nat] = local;
  return nat === undefined ? refused(`${zone}, where ${id} is, has no public NAT gateway`) : present({ nat, local });
}
