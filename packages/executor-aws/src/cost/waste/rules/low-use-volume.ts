import { listAt, textAt } from '../../../value/read.ts';
import { draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { citeUsage } from '../model/usage.ts';
import { volumeSaving, volumeShape } from '../model/volume.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, unknown, type Verdict, valuesOf } from '../observe.ts';
import { round, sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-27',
  title: 'An attached volume is hardly read or written',
  role: 'fault',
  severity: 'low',
  decided:
    'Attached to a running instance, not as its root, with at most 100 read and write operations a day on average over 7 days. Samples must cover 90 % of them. A volume of a stopped instance has no samples and is judged with that instance.',
  thresholds: { operations_a_day: 100, days: 7 },
  source: 'Turbot 100 a day; Trusted Advisor below 1 IOPS a day for 7 days.',
  remedy: 'See what it is for; snapshot, detach and delete it.',
};

const days = 7;
const mostOperations = 100;

function judge(world: WasteWorld, item: Item): Verdict {
  const id = textAt(item.raw, 'VolumeId');
  const attachment = listAt(item.raw, 'Attachments')[0];
  if (textAt(item.raw, 'State') !== 'in-use' || attachment === undefined) return skipped;
  const owner = textAt(attachment, 'InstanceId');
  const instance = world.find('instances', item.place, 'InstanceId', owner);
  const subject = 'use of volumes';
  if (instance === undefined)
    return unknown(item, id, { subject, why: 'its instance could not be read', needs: 'ec2:DescribeInstances' });
  const isRoot = textAt(instance.raw, 'RootDeviceName') === textAt(attachment, 'Device');
  if (isRoot || textAt(instance.raw, 'State', 'Name') !== 'running') return skipped;
  const age = ageDays(world, item.raw, 'CreateTime');
  if (age !== null && age <= days) return skipped;
  const ask = (metric: string) => world.usage.find(item.place, { namespace: 'AWS/EBS', metric, stat: 'Sum', id, days });
  const outcomes = [ask('VolumeReadOps'), ask('VolumeWriteOps')];
  const gap = firstUnknown(item, id, subject, outcomes);
  if (gap !== null) return gap;
  const daily = sum(outcomes.map((one) => sum(valuesOf(one)) / Math.max(1, valuesOf(one).length)));
  if (daily > mostOperations) return fine;
  const shape = volumeShape(item.raw);
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place: item.place,
      kind: 'Volume',
      name: id,
      title: `Volume ${id}${nameOf(item.raw)}, ${shape.size} GiB, has ${round(daily)} operations a day`,
      detail: `It is attached to running instance ${owner} as a data volume, and over ${days} days hardly anything read or wrote it.`,
      evidence: [
        cite(item, 'State'),
        cite(item, 'Attachments', 0, 'InstanceId'),
        ...outcomes.flatMap((one) => (one.kind === 'known' ? [citeUsage(one.usage, sum(one.usage.values))] : [])),
      ],
      saving: volumeSaving(world, item),
      confidence: 'medium',
      effort: 'medium',
      data: { volume_type: shape.type, size_gib: shape.size, operations_a_day: round(daily), instance: owner, days },
    }),
  };
}

/** CST-27. */
export const lowUseVolume: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('volumes'), (item) => judge(world, item)),
};
