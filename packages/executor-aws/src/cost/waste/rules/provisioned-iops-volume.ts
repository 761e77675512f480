import { textAt, valueAt } from '../../../value/read.ts';
import { draft, grossMicros, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { type VolumeShape, volumeChangeSaving, volumeShape } from '../model/volume.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, type Verdict } from '../observe.ts';
import { changeVolume } from '../remediation.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-26',
  title: 'Provisioned IOPS that gp3 has for less',
  role: 'fault',
  severity: 'low',
  decided:
    'VolumeType is io1 or io2 with at most 16,000 IOPS, without multi-attach (gp3 has none), and gp3 with the same IOPS and the throughput those allow (0.25 MiB/s each, to 1,000) costs less.',
  thresholds: { iops: 16_000 },
  source:
    'Turbot 16,000; EBS user guide. io2 has a durability of 99.999 %, gp3 of 99.8 to 99.9 %, and steadier latency.',
  remedy: 'Change the type online, unless io2’s durability or latency is why it is there.',
};

const mostIops = 16_000;

/** The gp3 volume with the IOPS of a provisioned one, and the throughput that goes with them. */
export function gp3Like({ size, iops }: VolumeShape): VolumeShape {
  const throughput = Math.min(1000, Math.max(125, Math.ceil(iops * 0.25)));
  return { type: 'gp3', size, iops: Math.max(3000, iops), throughput };
}

function judge(world: WasteWorld, item: Item): Verdict {
  const shape = volumeShape(item.raw);
  if (shape.type !== 'io1' && shape.type !== 'io2') return skipped;
  if (shape.iops > mostIops || valueAt(item.raw, 'MultiAttachEnabled') === true) return fine;
  // gp3 allows 500 IOPS per GiB.
  const to = gp3Like(shape);
  if (to.iops > Math.max(3000, shape.size * 500)) return fine;
  const saving = volumeChangeSaving(world, item, to);
  if (saving !== null && grossMicros(saving) === 0) return fine;
  const id = textAt(item.raw, 'VolumeId');
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'contradiction',
      place: item.place,
      kind: 'Volume',
      name: id,
      title: `Volume ${id}${nameOf(item.raw)} pays for ${shape.iops} IOPS of ${shape.type}; gp3 has them for less`,
      detail: `gp3 reaches ${to.iops} IOPS and ${to.throughput} MiB/s at ${shape.size} GiB. ${shape.type} has the steadier latency${shape.type === 'io2' ? ' and the higher durability' : ''}; keep it where that is the reason.`,
      evidence: [cite(item, 'VolumeType'), cite(item, 'Iops'), cite(item, 'Size')],
      saving,
      confidence: 'medium',
      remediations: [changeVolume(item, id, { from: shape.type, iops: to.iops, throughput: to.throughput })],
      data: { volume_type: shape.type, iops: shape.iops, size_gib: shape.size, to_throughput_mibps: to.throughput },
    }),
  };
}

/** CST-26. */
export const provisionedIopsVolume: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('volumes'), (item) => judge(world, item)),
};
