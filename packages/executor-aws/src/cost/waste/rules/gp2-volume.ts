import { textAt } from '../../../value/read.ts';
import { draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { type VolumeShape, volumeChangeSaving, volumeShape } from '../model/volume.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, observe, type Verdict } from '../observe.ts';
import { changeVolume } from '../remediation.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-25',
  title: 'A gp2 volume costs more than gp3',
  role: 'fault',
  severity: 'low',
  decided:
    'VolumeType is gp2. The gp3 it is compared with has at least the IOPS and throughput that gp2 sustains at that size (3 IOPS and 0.75 MiB/s per GiB, to 16,000 and 250), bought on top of 3,000 and 125 where needed.',
  thresholds: {},
  source: 'EBS user guide (gp2 and gp3 performance); every cost tool has this rule, few price the IOPS and throughput.',
  remedy: 'Change the type online; no detaching, no downtime.',
};

/** The gp3 volume that does what a gp2 volume of this size sustains. */
export function gp3For(size: number): VolumeShape {
  const iops = Math.min(16_000, Math.max(3000, size * 3));
  const throughput = Math.min(250, Math.max(125, Math.ceil(size * 0.75)));
  return { type: 'gp3', size, iops, throughput };
}

function judge(world: WasteWorld, item: Item): Verdict {
  const shape = volumeShape(item.raw);
  if (shape.type !== 'gp2') return fine;
  const id = textAt(item.raw, 'VolumeId');
  const to = gp3For(shape.size);
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'contradiction',
      place: item.place,
      kind: 'Volume',
      name: id,
      title: `Volume ${id}${nameOf(item.raw)}, ${shape.size} GiB, is gp2; gp3 does the same for less`,
      detail: `As gp3 with ${to.iops} IOPS and ${to.throughput} MiB/s it sustains what it does now. Below 1,000 GiB gp2 reaches 3,000 IOPS only in bursts; gp3 always has them.`,
      evidence: [cite(item, 'VolumeType'), cite(item, 'Size')],
      saving: volumeChangeSaving(world, item, to),
      remediations: [changeVolume(item, id, { from: 'gp2', iops: to.iops, throughput: to.throughput })],
      data: { size_gib: shape.size, to_iops: to.iops, to_throughput_mibps: to.throughput },
    }),
  };
}

/** CST-25. */
export const gp2Volume: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('volumes'), (item) => judge(world, item)),
};
