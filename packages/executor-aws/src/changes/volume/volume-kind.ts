import type { Evidence, Json, JsonObject } from '@cloudops/spec';
import { volumePrice, volumeShape } from '../../cost/waste/model/volume.ts';
import { someOf } from '../../cost/waste/words.ts';
import { compareText } from '../../text/compare-text.ts';
import { isTrueAt, listAt, numberAt, tagsAt, textAt } from '../../value/read.ts';
import { readAll, readOne } from '../call/read.ts';
import { changeTag, isOwnTag, markOf, planTag, tagsOfChange } from '../mark.ts';
import { readRights, writeRights } from '../place/rights.ts';
import { derive, failureOf, present, refused, unknown } from '../reason.ts';
import type { Asking, RemovalKind, Subject } from '../removal/kind.ts';

function tagsOf(item: Json): readonly (readonly [string, string])[] {
  return [...tagsAt(item, 'Tags')].filter(([key]) => !isOwnTag(key)).sort(([a], [b]) => compareText(a, b));
}

/** The complete snapshot that an earlier step of the same plan took of the volume; absent while there is none. */
async function snapshotOf({ place, id }: Subject, { session, context }: Asking): Promise<Evidence<string>> {
  const reading = {
    operation: 'DescribeSnapshots',
    items: 'Snapshots',
    key: 'SnapshotId',
    input: {
      OwnerIds: ['self'],
      Filters: [{ Name: `tag:${planTag}`, Values: [context.change?.planId ?? ''] }],
    },
  };
  const all = await readAll(session, place, reading, context);
  if (all.status !== 'present') return failureOf(all, `the snapshots of ${id}`);
  const good = all.output.find((one) => textAt(one, 'VolumeId') === id && textAt(one, 'State') === 'completed');
  return good === undefined ? { status: 'absent' } : present(textAt(good, 'SnapshotId'));
}

function shapeInput(item: Json): JsonObject {
  const type = textAt(item, 'VolumeType');
  const iops = numberAt(item, 'Iops');
  const throughput = numberAt(item, 'Throughput');
  return {
    VolumeType: type,
    ...(iops !== null && ['gp3', 'io1', 'io2'].includes(type) ? { Iops: iops } : {}),
    ...(throughput !== null && type === 'gp3' ? { Throughput: throughput } : {}),
  };
}

/** A volume that is attached to nothing, once a snapshot of it is complete. */
export const volumeKind: RemovalKind = {
  name: 'volume-delete',
  description: 'Deletes an unattached volume of which this plan took a snapshot.',
  kind: 'Volume',
  pattern: /^vol-[0-9a-z]{1,17}$/,
  example: 'vol-0a1b2c3d4e5f60718',
  reading: (id) => ({
    operation: 'DescribeVolumes',
    items: 'Volumes',
    key: 'VolumeId',
    input: { Filters: [{ Name: 'volume-id', Values: [id] }] },
  }),
  isGone: (item) => ['deleting', 'deleted'].includes(textAt(item, 'State')),
  // Without its id: one that is made again has another.
  reliedOn: (item) => [
    ...[textAt(item, 'AvailabilityZone'), numberAt(item, 'Size'), isTrueAt(item, 'Encrypted')],
    ...[shapeInput(item), listAt(item, 'Attachments').length, tagsOf(item).map((tag) => [...tag])],
  ],
  effects: (item) => [
    `deleted: ${numberAt(item, 'Size') ?? '?'} GiB of ${textAt(item, 'VolumeType')}, after a snapshot`,
  ],
  objection: async ({ id, item }) => {
    const instances = listAt(item, 'Attachments').map((one) => textAt(one, 'InstanceId'));
    if (instances.length > 0)
      return refused(`${id} is attached to ${someOf(instances)}`, 'the volume unmounted and detached first');
    const state = textAt(item, 'State');
    return state === 'available' ? null : unknown('unavailable', `${id} is ${state}`);
  },
  notYet: async (subject, asking) => {
    const snapshot = await snapshotOf(subject, asking);
    if (snapshot.status === 'present') return null;
    if (snapshot.status === 'unknown') return failureOf(snapshot, subject.id);
    return refused(
      `no complete snapshot of ${subject.id} that this plan took`,
      'aws.volume-snapshot in an earlier step',
    );
  },
  monthlyMicros: (item, region, prices) => volumePrice({ prices }, region, volumeShape(item))?.micros ?? null,
  removeCall: ({ place, id }) => ({ operation: 'DeleteVolume', place, input: { VolumeId: id } }),
  hasDryRun: true,
  again: {
    told: 'A volume is made from the snapshot, with the same type, zone and tags; it gets a new id.',
    call: async (subject, asking) => {
      const { item, place } = subject;
      const snapshot = await snapshotOf(subject, asking);
      if (snapshot.status === 'absent') return refused(`the snapshot of ${subject.id} is gone`);
      return derive(snapshot, (SnapshotId) => {
        const input = {
          ...{ SnapshotId, AvailabilityZone: textAt(item, 'AvailabilityZone'), ...shapeInput(item) },
          ...(isTrueAt(item, 'Encrypted') ? { Encrypted: true, KmsKeyId: textAt(item, 'KmsKeyId') } : {}),
          ...tagsOfChange(asking.context, 'volume', tagsOf(item)),
          // The same call twice makes one volume.
          ClientToken: `${markOf(asking.context)}/${subject.id}`.slice(-64),
        };
        return { operation: 'CreateVolume', place, input };
      });
    },
    findLike: ({ place }, { session, context }) => {
      const Filters = [{ Name: `tag:${changeTag}`, Values: [markOf(context)] }];
      const reading = { operation: 'DescribeVolumes', items: 'Volumes', key: 'VolumeId', input: { Filters } };
      return readOne(session, place, reading, context);
    },
  },
  rights: (input, id) => [
    ...readRights('DescribeSnapshots', 'DescribeVolumes'),
    ...writeRights(input, [`volume/${id}`], 'DeleteVolume'),
    ...writeRights(input, ['volume/*'], 'CreateTags', 'CreateVolume'),
    { verb: 'ec2:CreateVolume', resource: `arn:*:ec2:${input.region ?? '*'}::snapshot/*` },
  ],
};
