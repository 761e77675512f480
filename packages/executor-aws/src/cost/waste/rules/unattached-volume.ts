import { textAt, timeAt } from '../../../value/read.ts';
import { draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf, tagOf } from '../model/item.ts';
import type { UsageQuestion } from '../model/usage.ts';
import { volumeSaving, volumeShape } from '../model/volume.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, unknown, type Verdict } from '../observe.ts';
import { deleteVolume } from '../remediation.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-24',
  title: 'A volume is attached to nothing',
  role: 'fault',
  severity: 'low',
  decided:
    'State is available, it was created more than 7 days ago, and CloudWatch saw no operation of it in the last 7 days (EBS does not say when a volume was detached; one in use until lately has operations). Where operations could not be read it is unknown.',
  thresholds: { days: 7 },
  source: 'Trusted Advisor 7 days, CloudFix-like savers 30, Compute Optimizer 32.',
  remedy: 'Snapshot it, then delete it.',
};

const leastDays = 7;

function questionsOf(world: WasteWorld, id: string): readonly UsageQuestion[] {
  const { days } = world.settings;
  return ['VolumeReadOps', 'VolumeWriteOps'].map((metric) => ({ namespace: 'AWS/EBS', metric, stat: 'Sum', id, days }));
}

/** The last operation of the volume, in milliseconds since the Unix epoch; null without one. */
function lastUse(world: WasteWorld, { place }: Item, id: string): number | null {
  const samples = questionsOf(world, id).flatMap((question) => {
    const usage = world.usage.findAny(place, question);
    return usage === null
      ? []
      : usage.points.filter(([, value]) => value > 0).map(([hour]) => usage.start + hour * 3_600_000);
  });
  return samples.length === 0 ? null : Math.max(...samples);
}

function judge(world: WasteWorld, item: Item): Verdict {
  if (textAt(item.raw, 'State') !== 'available') return skipped;
  const id = textAt(item.raw, 'VolumeId');
  const created = timeAt(item.raw, 'CreateTime');
  if (created === null)
    return unknown(item, id, { subject: 'age of volumes', why: 'EC2 gives no time of creation', needs: 'CreateTime' });
  const least = leastDays * 86_400_000;
  const used = lastUse(world, item, id);
  if (world.now - created <= least || (used !== null && world.now - used < least)) return fine;
  if (questionsOf(world, id).some((question) => !world.usage.wasRead(item.place, question))) {
    const why = 'its operations could not be read, and EC2 does not say since when it is detached';
    return unknown(item, id, {
      subject: 'volumes that are attached to nothing',
      why,
      needs: 'cloudwatch:GetMetricData',
    });
  }
  const { type, size } = volumeShape(item.raw);
  const claim = tagOf(item.raw, 'kubernetes.io/created-for/pvc/name');
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'status',
      place: item.place,
      kind: 'Volume',
      name: id,
      title: `Volume ${id}${nameOf(item.raw)}, ${size} GiB of ${type}, is attached to nothing`,
      detail: `It costs as much as an attached one.${claim === null ? '' : ` A Kubernetes claim, ${claim}, made it: see whether its PersistentVolume is still there.`}`,
      evidence: [cite(item, 'State'), cite(item, 'CreateTime'), cite(item, 'Size'), cite(item, 'VolumeType')],
      saving: volumeSaving(world, item),
      remediations: [deleteVolume(item, id)],
      data: { volume_type: type, size_gib: size, age_days: Math.floor((world.now - created) / 86_400_000) },
    }),
  };
}

/** CST-24. */
export const unattachedVolume: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('volumes'), (item) => judge(world, item)),
};
