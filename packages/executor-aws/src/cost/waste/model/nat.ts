import { listAt, textAt } from '../../../value/read.ts';
import { hoursPerMonth } from '../../prices/price-book.ts';
import { addSavings, type Saving, saving, unitOf } from '../draft.ts';
import type { Item } from './item.ts';
import type { UsageOutcome } from './usage.ts';
import type { WasteWorld } from './world.ts';

/** A NAT gateway that is there. */
export interface Nat {
  readonly item: Item;
  readonly id: string;
  readonly vpc: string;
  readonly isPublic: boolean;
  /** Empty when its subnet could not be read, and for a regional one, which stands in all zones. */
  readonly zone: string;
}

/** NAT gateways in state available that no tag asks to keep. */
export function natsOf(world: WasteWorld): readonly Nat[] {
  return world.items('nat_gateways').flatMap((item) => {
    if (textAt(item.raw, 'State') !== 'available') return [];
    const subnet = world.find('subnets', item.place, 'SubnetId', textAt(item.raw, 'SubnetId'));
    return [
      {
        item,
        id: textAt(item.raw, 'NatGatewayId'),
        vpc: textAt(item.raw, 'VpcId'),
        isPublic: textAt(item.raw, 'ConnectivityType') !== 'private',
        zone: textAt(item.raw, 'AvailabilityMode') === 'regional' ? '' : textAt(subnet?.raw, 'AvailabilityZone'),
      },
    ];
  });
}

/** Samples of a NAT gateway over a window. */
export function natUsage(world: WasteWorld, { item, id }: Nat, metric: string, stat: string): UsageOutcome {
  return world.usage.find(item.place, { namespace: 'AWS/NATGateway', metric, stat, id, days: world.settings.days });
}

/** Route tables of the NAT's place that send traffic to it. */
export function tablesTo(world: WasteWorld, { item, id }: Nat): readonly Item[] {
  return world
    .itemsIn('route_tables', item.place)
    .filter(({ raw }) => listAt(raw, 'Routes').some((route) => textAt(route, 'NatGatewayId') === id));
}

/** What deleting a NAT gateway saves: its hours and its public addresses. */
export function natSaving(world: WasteWorld, { item, id }: Nat): Saving | null {
  const { region } = item.place;
  const addresses = listAt(item.raw, 'NatGatewayAddresses').map((one) => textAt(one, 'PublicIp'));
  const ipv4 = world.prices.find(region, 'ipv4.hour');
  return addSavings([
    saving(unitOf(item.place, 'NatGateway', id), world.prices.find(region, 'nat.hour'), hoursPerMonth),
    ...addresses
      .filter((address) => address !== '')
      .map((address) => saving(unitOf(item.place, 'PublicIpv4', address), ipv4, hoursPerMonth)),
  ]);
}
