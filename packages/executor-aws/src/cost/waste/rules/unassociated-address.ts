import { textAt } from '../../../value/read.ts';
import { hoursPerMonth } from '../../prices/price-book.ts';
import { draft, saving, unitOf, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, type Verdict } from '../observe.ts';
import { carryOut } from '../remediation.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-31',
  title: 'An Elastic IP address is associated with nothing',
  role: 'fault',
  severity: 'low',
  decided:
    'DescribeAddresses has neither AssociationId nor InstanceId for it. Addresses of an own pool (BYOIP) cost nothing and are left out. AWS does not say when it was allocated.',
  thresholds: {},
  source: 'Every cost tool; $0.005 an hour since February 2024, used or not.',
  remedy: 'Release it, unless a partner’s allow-list names it.',
};

function judge(world: WasteWorld, item: Item): Verdict {
  const pool = textAt(item.raw, 'PublicIpv4Pool');
  const isOwn = (pool !== '' && pool !== 'amazon') || textAt(item.raw, 'CustomerOwnedIp') !== '';
  if (isOwn) return skipped;
  if (textAt(item.raw, 'AssociationId') !== '' || textAt(item.raw, 'InstanceId') !== '') return fine;
  const address = textAt(item.raw, 'PublicIp');
  const allocation = textAt(item.raw, 'AllocationId');
  const price = world.prices.find(item.place.region, 'ipv4.hour');
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'contradiction',
      place: item.place,
      kind: 'ElasticIp',
      name: allocation || address,
      title: `Elastic IP ${address}${nameOf(item.raw)} is associated with nothing`,
      detail: 'An address costs by the hour whether it is used or not.',
      evidence: [cite(item, 'PublicIp'), cite(item, 'AssociationId')],
      saving: saving(unitOf(item.place, 'PublicIpv4', address), price, hoursPerMonth),
      // An address of EC2-Classic has no allocation, by which addresses are released.
      remediations:
        allocation === ''
          ? []
          : [
              carryOut(item, {
                title: `Release ${address}`,
                risk: 'delete',
                undo: 'AWS may give the same address back for a while (allocate-address --address); not for sure.',
              }),
            ],
      data: { public_ip: address },
    }),
  };
}

/** CST-31. */
export const unassociatedAddress: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('addresses'), (item) => judge(world, item)),
};
