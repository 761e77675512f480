import { someOf } from '../../../cost/waste/words.ts';
import { listAt, textAt } from '../../../value/read.ts';
import { readAll } from '../../call/read.ts';
import { readRights } from '../../place/rights.ts';
import { failureOf, refused } from '../../reason.ts';
import type { RemovalKind } from '../kind.ts';

/** An image of the account that no instance runs, with its snapshots. */
export const imageKind: RemovalKind = {
  name: 'image-deregister',
  description: 'Deregisters an image that no instance was made from, and deletes its snapshots.',
  kind: 'Image',
  pattern: /^ami-[0-9a-z]{1,17}$/,
  example: 'ami-0a1b2c3d4e5f60718',
  reading: (id) => ({
    operation: 'DescribeImages',
    items: 'Images',
    key: 'ImageId',
    input: { Owners: ['self'], Filters: [{ Name: 'image-id', Values: [id] }] },
  }),
  isGone: (item) => textAt(item, 'State') === 'deregistered',
  reliedOn: (item) => [textAt(item, 'ImageId'), textAt(item, 'CreationDate')],
  effects: (item) => {
    const snapshots = listAt(item, 'BlockDeviceMappings').map((one) => textAt(one, 'Ebs', 'SnapshotId'));
    const named = snapshots.filter((id) => id !== '').sort();
    return [`deregistered: ${textAt(item, 'Name')}`, ...(named.length === 0 ? [] : [`deleted: ${someOf(named)}`])];
  },
  objection: async ({ place, id }, { session, context }) => {
    const reading = {
      operation: 'DescribeInstances',
      items: 'Reservations[].Instances',
      key: 'InstanceId',
      input: { Filters: [{ Name: 'image-id', Values: [id] }] },
    };
    const used = await readAll(session, place, reading, context);
    if (used.status !== 'present') return failureOf(used, 'instances made from it');
    const names = used.output
      .filter((one) => textAt(one, 'State', 'Name') !== 'terminated')
      .map((one) => textAt(one, 'InstanceId'));
    return names.length === 0 ? null : refused(`${someOf(names)} were made from ${id}`);
  },
  monthlyMicros: () => null,
  // EC2 itself leaves snapshots that other images use.
  removeCall: ({ place, id }) => ({
    ...{ operation: 'DeregisterImage', place },
    input: { ImageId: id, DeleteAssociatedSnapshots: true },
  }),
  hasDryRun: true,
  rights: ({ region }, id) => [
    ...readRights('DescribeImages', 'DescribeInstances'),
    // Neither belongs to an account in its ARN.
    { verb: 'ec2:DeregisterImage', resource: `arn:*:ec2:${region ?? '*'}::image/${id}` },
    { verb: 'ec2:DeleteSnapshot', resource: `arn:*:ec2:${region ?? '*'}::snapshot/*` },
  ],
};
