import { compareText } from '../../../text/compare-text.ts';
import { draft, type WasteDraft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, nameOf, placeKey } from '../model/item.ts';
import { type Nat, natSaving, natsOf, natUsage, tablesTo } from '../model/nat.ts';
import type { WasteWorld } from '../model/world.ts';
import { valuesOf } from '../observe.ts';
import { sum } from '../words.ts';
import { deleteNat } from './idle-nat-gateway.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-36',
  title: 'More than one NAT gateway in a zone of a VPC',
  role: 'fault',
  severity: 'low',
  decided:
    'Two or more public NAT gateways that are available stand in one availability zone of one VPC; every one but the busiest is redundant (without figures: but the first by id). Regional NAT gateways and those whose subnet could not be read are left out.',
  thresholds: { per_zone: 1 },
  source: 'CloudFix-like savers: more than one per zone.',
  remedy: 'Point the routes to one of them and delete the others, unless they separate source addresses on purpose.',
};

function bytesOf(world: WasteWorld, nat: Nat): number {
  return sum(valuesOf(natUsage(world, nat, 'BytesOutToDestination', 'Sum')));
}

function describe(world: WasteWorld, nat: Nat, kept: Nat): WasteDraft {
  const { item, id, vpc, zone } = nat;
  const routed = tablesTo(world, nat).length;
  return draft(definition, {
    tier: 'contradiction',
    place: item.place,
    kind: 'NatGateway',
    name: id,
    title: `NAT gateway ${id}${nameOf(item.raw)} is a second one in ${zone} of ${vpc}`,
    detail: `${kept.id} stands in the same zone and could carry both; ${routed} route tables would have to change. Each has 55,000 ports per destination and its own source address: keep both where that is why.`,
    evidence: [cite(item, 'SubnetId'), cite(kept.item, 'NatGatewayId'), cite(kept.item, 'SubnetId')],
    saving: natSaving(world, nat),
    confidence: 'medium',
    effort: 'medium',
    // While routes lead to it, deleting it cuts them: these are moved by hand first.
    remediations: routed === 0 && world.isComplete('route_tables', item.place) ? [deleteNat(item, id)] : [],
    data: { vpc, availability_zone: zone, other: kept.id },
  });
}

/** CST-36. */
export const redundantNatGateway: WasteRule = {
  definition,
  inspect(world) {
    const nats = natsOf(world).filter(({ isPublic, zone }) => isPublic && zone !== '');
    const groups = Map.groupBy(nats, ({ item, vpc, zone }) => [placeKey(item.place), vpc, zone].join('\n'));
    const drafts = [...groups.values()].flatMap((group) => {
      const [kept, ...others] = [...group].sort(
        (a, b) => bytesOf(world, b) - bytesOf(world, a) || compareText(a.id, b.id),
      );
      return kept === undefined ? [] : others.map((nat) => describe(world, nat, kept));
    });
    return { drafts, gaps: [], checked: nats.length };
  },
};
