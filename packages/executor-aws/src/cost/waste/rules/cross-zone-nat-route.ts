import { compareText } from '../../../text/compare-text.ts';
import { listAt, textAt, valueAt } from '../../../value/read.ts';
import { daysPerMonth } from '../../prices/price-book.ts';
import { draft, type WasteDraft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { type Nat, natsOf, natUsage, tablesTo } from '../model/nat.ts';
import type { WasteWorld } from '../model/world.ts';
import { valuesOf } from '../observe.ts';
import { carryOut } from '../remediation.ts';
import { sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-37',
  title: 'Subnets reach a NAT gateway in another zone',
  role: 'hint',
  severity: 'info',
  decided:
    'A route table with subnets in one availability zone routes to a NAT gateway of another. A fault where the VPC has a NAT gateway in the subnets’ own zone, else a hint: one NAT gateway for all zones is a choice. What it costs is at most all of that gateway’s traffic at $0.01 per GB; the share of these subnets cannot be seen.',
  thresholds: {},
  source: 'Cloud Custodian cross-az-nat-gateway-route.',
  remedy: 'Route each zone to its own NAT gateway where there is one.',
};

/** Whether all that a table serves is named by it and stands in the zone of one public gateway: then its routes can move. */
function isMovable(world: WasteWorld, { place, raw }: Item, local: Nat): boolean {
  const associations = listAt(raw, 'Associations');
  const subnets = associations.map((one) => textAt(one, 'SubnetId')).filter((id) => id !== '');
  const zones = subnets.map((id) => textAt(world.find('subnets', place, 'SubnetId', id)?.raw, 'AvailabilityZone'));
  const isMain = associations.some((one) => valueAt(one, 'Main') === true);
  return local.isPublic && !isMain && zones.length > 0 && zones.every((zone) => zone === local.zone);
}

/** Zones of the subnets that use a table: those associated, and for the main table those that no table names. */
function zonesOf(world: WasteWorld, { place, raw }: Item): readonly string[] {
  const associations = listAt(raw, 'Associations');
  const named = new Set(associations.map((one) => textAt(one, 'SubnetId')).filter((id) => id !== ''));
  const isMain = associations.some((one) => valueAt(one, 'Main') === true);
  const taken = new Set(
    world
      .itemsIn('route_tables', place)
      .flatMap((table) => listAt(table.raw, 'Associations').map((one) => textAt(one, 'SubnetId'))),
  );
  const vpc = textAt(raw, 'VpcId');
  const own = world.itemsIn('subnets', place).filter(({ raw: subnet }) => {
    const id = textAt(subnet, 'SubnetId');
    return named.has(id) || (isMain && !taken.has(id) && textAt(subnet, 'VpcId') === vpc);
  });
  return [...new Set(own.map(({ raw: subnet }) => textAt(subnet, 'AvailabilityZone')))].sort();
}

function atMost(world: WasteWorld, nat: Nat): number | null {
  const { days } = world.settings;
  const sent = natUsage(world, nat, 'BytesOutToDestination', 'Sum');
  const received = natUsage(world, nat, 'BytesOutToSource', 'Sum');
  const price = world.prices.find(nat.item.place.region, 'data-transfer.cross-az.gb');
  if (sent.kind !== 'known' || received.kind !== 'known' || price === null) return null;
  const bytes = ((sum(valuesOf(sent)) + sum(valuesOf(received))) / days) * daysPerMonth;
  return Math.round((bytes / 1e9) * (price.micros / 10_000)) / 100;
}

function describe(
  world: WasteWorld,
  table: Item,
  nat: Nat,
  parts: { readonly zones: readonly string[]; readonly local: Nat | null },
): WasteDraft {
  const { zones, local } = parts;
  const id = textAt(table.raw, 'RouteTableId');
  return draft(definition, {
    role: local === null ? 'hint' : 'fault',
    tier: 'contradiction',
    place: table.place,
    kind: 'RouteTable',
    name: id,
    title: `Route table ${id} of ${zones.join(', ')} goes through ${nat.id} in ${nat.zone}`,
    detail: `Traffic between zones costs on both sides and fails with the other zone.${local === null ? ' There is no NAT gateway in the own zone: one more costs its hours.' : ` ${local.id} stands in the own zone.`}`,
    evidence: [cite(table, 'RouteTableId'), cite(nat.item, 'NatGatewayId'), cite(nat.item, 'SubnetId')],
    instances: [`NatGateway/${table.place.region}/${nat.id}`],
    saving: null,
    confidence: 'low',
    remediations:
      local === null || !isMovable(world, table, local)
        ? []
        : [
            carryOut(table, {
              title: `Route ${id} through ${local.id} instead of ${nat.id}`,
              risk: 'write',
              undo: `Route it through ${nat.id} again. Open connections break either way.`,
            }),
          ],
    data: { nat_gateway: nat.id, nat_zone: nat.zone, subnet_zones: zones, at_most_monthly_usd: atMost(world, nat) },
  });
}

/** CST-37. */
export const crossZoneNatRoute: WasteRule = {
  definition,
  inspect(world) {
    const nats = natsOf(world).filter(({ zone }) => zone !== '');
    const drafts = nats.flatMap((nat) =>
      tablesTo(world, nat).flatMap((table) => {
        if (world.isKept(table)) return [];
        const zones = zonesOf(world, table).filter((zone) => zone !== nat.zone && zone !== '');
        if (zones.length === 0) return [];
        const local = nats.find(
          (other) => other.vpc === nat.vpc && zones.includes(other.zone) && other.isPublic === nat.isPublic,
        );
        return [describe(world, table, nat, { zones, local: local ?? null })];
      }),
    );
    return { drafts: drafts.sort((a, b) => compareText(a.name, b.name)), gaps: [], checked: nats.length };
  },
};
