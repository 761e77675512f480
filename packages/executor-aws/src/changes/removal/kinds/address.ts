import type { Json, JsonObject } from '@cloudops/spec';
import { hoursPerMonth } from '../../../cost/prices/price-book.ts';
import { compareText } from '../../../text/compare-text.ts';
import { tagsAt, textAt } from '../../../value/read.ts';
import { type Reading, readOne } from '../../call/read.ts';
import { isOwnTag } from '../../mark.ts';
import { readRights, writeRights } from '../../place/rights.ts';
import { present, refused } from '../../reason.ts';
import type { RemovalKind } from '../kind.ts';

function readingBy(name: string, value: string): Reading {
  const Filters = [{ Name: name, Values: [value] }];
  return { operation: 'DescribeAddresses', items: 'Addresses', key: 'AllocationId', input: { Filters } };
}

function tagsOf(item: Json): readonly (readonly [string, string])[] {
  return [...tagsAt(item, 'Tags')].filter(([key]) => !isOwnTag(key)).sort(([a], [b]) => compareText(a, b));
}

/** An Elastic IP that nothing uses. */
export const addressKind: RemovalKind = {
  name: 'address-release',
  description: 'Releases an Elastic IP that nothing uses.',
  kind: 'ElasticIp',
  pattern: /^eipalloc-[0-9a-z]{1,17}$/,
  example: 'eipalloc-0a1b2c3d4e5f60718',
  reading: (id) => readingBy('allocation-id', id),
  isGone: () => false,
  // By address: one that is allocated again has another id.
  reliedOn: (item) => [textAt(item, 'PublicIp'), textAt(item, 'AssociationId'), tagsOf(item).map((tag) => [...tag])],
  effects: (item) => [`released: ${textAt(item, 'PublicIp')}, which somebody else may get`],
  objection: async ({ id, item }) => {
    if (textAt(item, 'AssociationId') === '') return null;
    return refused(`${id} is in use by ${textAt(item, 'NetworkInterfaceId') || textAt(item, 'InstanceId')}`);
  },
  monthlyMicros: (_item, region, book) => {
    const price = book.find(region, 'ipv4.hour');
    return price === null ? null : price.micros * hoursPerMonth;
  },
  removeCall: ({ place, id }) => ({ operation: 'ReleaseAddress', place, input: { AllocationId: id } }),
  hasDryRun: true,
  again: {
    told: 'The same address is asked for again, which AWS gives back while nobody else has it; it gets a new id.',
    call: async ({ place, item }) => {
      const Tags = tagsOf(item).map(([Key, Value]) => ({ Key, Value }));
      const tags: JsonObject = Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] };
      const input = { Domain: 'vpc', Address: textAt(item, 'PublicIp'), ...tags };
      return present({ operation: 'AllocateAddress', place, input });
    },
    findLike: ({ place, item }, { session, context }) =>
      readOne(session, place, readingBy('public-ip', textAt(item, 'PublicIp')), context),
  },
  rights: (input, id) => [
    ...readRights('DescribeAddresses'),
    ...writeRights(input, [`elastic-ip/${id}`], 'ReleaseAddress'),
    ...writeRights(input, ['elastic-ip/*'], 'AllocateAddress', 'CreateTags'),
  ],
};
