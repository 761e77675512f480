import { someOf } from '../../../cost/waste/words.ts';
import { numberAt, textAt } from '../../../value/read.ts';
import { readAll } from '../../call/read.ts';
import { readRights } from '../../place/rights.ts';
import { failureOf, refused } from '../../reason.ts';
import type { RemovalKind } from '../kind.ts';

/** A snapshot that is part of no image of the account. */
export const snapshotKind: RemovalKind = {
  name: 'snapshot-delete',
  description: 'Deletes a snapshot that is part of no image.',
  kind: 'Snapshot',
  pattern: /^snap-[0-9a-z]{1,17}$/,
  example: 'snap-0a1b2c3d4e5f60718',
  reading: (id) => ({
    operation: 'DescribeSnapshots',
    items: 'Snapshots',
    key: 'SnapshotId',
    input: { OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values: [id] }] },
  }),
  isGone: (item) => ['recoverable', 'recovering'].includes(textAt(item, 'State')),
  reliedOn: (item) => [textAt(item, 'SnapshotId'), textAt(item, 'VolumeId'), textAt(item, 'StartTime')],
  effects: (item) => {
    const size = numberAt(item, 'VolumeSize');
    return [
      `deleted: a snapshot of ${textAt(item, 'VolumeId')} (${size ?? '?'} GiB) from ${textAt(item, 'StartTime')}`,
    ];
  },
  objection: async ({ place, id }, { session, context }) => {
    const reading = {
      operation: 'DescribeImages',
      items: 'Images',
      key: 'ImageId',
      input: { Owners: ['self'], Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: [id] }] },
    };
    const images = await readAll(session, place, reading, context);
    if (images.status !== 'present') return failureOf(images, 'its images');
    const names = images.output.map((image) => textAt(image, 'ImageId'));
    return names.length === 0 ? null : refused(`${id} is part of ${someOf(names)}`, 'these images deregistered first');
  },
  // What a snapshot holds that no other does, which is what is billed, EC2 does not say.
  monthlyMicros: () => null,
  removeCall: ({ place, id }) => ({ operation: 'DeleteSnapshot', place, input: { SnapshotId: id } }),
  hasDryRun: true,
  rights: ({ region }, id) => [
    ...readRights('DescribeImages', 'DescribeSnapshots'),
    // Snapshots belong to no account in their ARN.
    { verb: 'ec2:DeleteSnapshot', resource: `arn:*:ec2:${region ?? '*'}::snapshot/${id}` },
  ],
};
