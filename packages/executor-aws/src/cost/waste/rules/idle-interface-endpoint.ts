import { listAt, textAt, valueAt } from '../../../value/read.ts';
import { hoursPerMonth } from '../../prices/price-book.ts';
import { draft, saving, unitOf, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { citeUsage } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, type Verdict } from '../observe.ts';
import { carryOut } from '../remediation.ts';
import { count, sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-39',
  title: 'An interface endpoint carries nothing',
  role: 'fault',
  severity: 'low',
  decided:
    'An interface endpoint that is available, older than 30 days and not managed by a service has processed no byte in 30 days (BytesProcessed, samples for 90 % of them). It is billed per availability zone and hour.',
  thresholds: { bytes: 0, days: 30 },
  source: 'Ours; AWS PrivateLink pricing.',
  remedy: 'Delete it, or share one endpoint between VPCs.',
};

const days = 30;

function judge(world: WasteWorld, item: Item): Verdict {
  const { raw, place } = item;
  const id = textAt(raw, 'VpcEndpointId');
  const state = textAt(raw, 'State').toLowerCase();
  if (textAt(raw, 'VpcEndpointType') !== 'Interface' || state !== 'available') return skipped;
  const age = ageDays(world, raw, 'CreationTimestamp');
  if (valueAt(raw, 'RequesterManaged') === true || (age !== null && age < days)) return skipped;
  const bytes = world.usage.find(place, {
    namespace: 'AWS/PrivateLinkEndpoints',
    metric: 'BytesProcessed',
    stat: 'Sum',
    id,
    days,
  });
  const gap = firstUnknown(item, id, 'traffic of interface endpoints', [bytes]);
  if (gap !== null || bytes.kind !== 'known') return gap ?? skipped;
  if (sum(bytes.usage.values) > 0) return fine;
  const zones = Math.max(1, listAt(raw, 'SubnetIds').length);
  const service = textAt(raw, 'ServiceName');
  const price = world.prices.find(place.region, 'interface-endpoint.az-hour');
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place,
      kind: 'VpcEndpoint',
      name: id,
      title: `Interface endpoint ${id}${nameOf(raw)} for ${service} carried nothing in ${days} days`,
      detail: `It costs by the hour in each of ${count(zones, 'zone')}.`,
      evidence: [cite(item, 'ServiceName'), cite(item, 'SubnetIds'), citeUsage(bytes.usage, 0)],
      saving: saving(unitOf(place, 'VpcEndpoint', id), price, hoursPerMonth * zones),
      remediations: [
        carryOut(item, {
          title: `Delete endpoint ${id}`,
          risk: 'delete',
          undo: 'Make it again from its saved description; private DNS names come back with it.',
        }),
      ],
      data: { service, zones, vpc: textAt(raw, 'VpcId'), days },
    }),
  };
}

/** CST-39. */
export const idleInterfaceEndpoint: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('endpoints'), (item) => judge(world, item)),
};
