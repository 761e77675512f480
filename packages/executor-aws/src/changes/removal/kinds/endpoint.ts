import type { Json, JsonObject } from '@cloudops/spec';
import { hoursPerMonth } from '../../../cost/prices/price-book.ts';
import { compareText } from '../../../text/compare-text.ts';
import { isTrueAt, listAt, tagsAt, textAt } from '../../../value/read.ts';
import { type Reading, readOne } from '../../call/read.ts';
import { changeTag, markOf, tagsOfChange } from '../../mark.ts';
import { readRights, writeRights } from '../../place/rights.ts';
import { present, refused } from '../../reason.ts';
import type { RemovalKind } from '../kind.ts';

function readingBy(name: string, value: string): Reading {
  const Filters = [{ Name: name, Values: [value] }];
  return { operation: 'DescribeVpcEndpoints', items: 'VpcEndpoints', key: 'VpcEndpointId', input: { Filters } };
}

function texts(item: Json, name: string): readonly string[] {
  return listAt(item, name)
    .filter((one) => typeof one === 'string')
    .toSorted(compareText);
}

function groupsOf(item: Json): readonly string[] {
  return listAt(item, 'Groups')
    .map((group) => textAt(group, 'GroupId'))
    .sort(compareText);
}

/** What Create… takes to make a like one. */
function descriptionOf(item: Json): JsonObject {
  const policy = textAt(item, 'PolicyDocument');
  return {
    VpcId: textAt(item, 'VpcId'),
    ServiceName: textAt(item, 'ServiceName'),
    VpcEndpointType: 'Interface',
    SubnetIds: [...texts(item, 'SubnetIds')],
    SecurityGroupIds: [...groupsOf(item)],
    PrivateDnsEnabled: isTrueAt(item, 'PrivateDnsEnabled'),
    ...(policy === '' ? {} : { PolicyDocument: policy }),
  };
}

/** An interface endpoint. */
export const endpointKind: RemovalKind = {
  name: 'vpc-endpoint-delete',
  description: 'Deletes an interface endpoint.',
  kind: 'VpcEndpoint',
  pattern: /^vpce-[0-9a-z]{1,17}$/,
  example: 'vpce-0a1b2c3d4e5f60718',
  reading: (id) => readingBy('vpc-endpoint-id', id),
  isGone: (item) => ['deleting', 'deleted'].includes(textAt(item, 'State').toLowerCase()),
  reliedOn: (item) => [descriptionOf(item)],
  effects: (item) => [`deleted: the endpoint for ${textAt(item, 'ServiceName')} in ${textAt(item, 'VpcId')}`],
  objection: async ({ id, item }) => {
    if (textAt(item, 'VpcEndpointType') !== 'Interface') return refused(`${id} is no interface endpoint`);
    return isTrueAt(item, 'RequesterManaged') ? refused(`${id} is managed by a service of AWS`) : null;
  },
  monthlyMicros: (item, region, book) => {
    const price = book.find(region, 'interface-endpoint.az-hour');
    return price === null ? null : price.micros * hoursPerMonth * texts(item, 'SubnetIds').length;
  },
  removeCall: ({ place, id }) => ({ operation: 'DeleteVpcEndpoints', place, input: { VpcEndpointIds: [id] } }),
  hasDryRun: true,
  // EC2 answers with success and a list of what was not done.
  failureIn: (answer) => {
    const [first] = listAt(answer, 'Unsuccessful');
    return first === undefined ? null : `EC2 did not delete it: ${textAt(first, 'Error', 'Message')}`;
  },
  again: {
    told: 'An endpoint is made from its saved description; it gets a new id and new addresses.',
    call: async ({ place, item }, { context }) => {
      const tags = tagsOfChange(context, 'vpc-endpoint', [...tagsAt(item, 'Tags')]);
      // The same call twice makes one endpoint.
      const token = markOf(context) === '' ? {} : { ClientToken: markOf(context).slice(-64) };
      return present({ operation: 'CreateVpcEndpoint', place, input: { ...descriptionOf(item), ...tags, ...token } });
    },
    findLike: ({ place }, { session, context }) =>
      readOne(session, place, readingBy(`tag:${changeTag}`, markOf(context)), context),
  },
  rights: (input, id) => [
    ...readRights('DescribeVpcEndpoints'),
    ...writeRights(input, [`vpc-endpoint/${id}`], 'DeleteVpcEndpoints'),
    ...writeRights(input, ['security-group/*', 'subnet/*', 'vpc/*', 'vpc-endpoint/*'], 'CreateVpcEndpoint'),
    ...writeRights(input, ['vpc-endpoint/*'], 'CreateTags'),
  ],
};
