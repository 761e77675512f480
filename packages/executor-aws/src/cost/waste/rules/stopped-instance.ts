import { listAt, textAt } from '../../../value/read.ts';
import { addSavings, draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { type Instance, isManaged, readInstance } from '../model/instance.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { volumeSaving } from '../model/volume.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, unknown, type Verdict } from '../observe.ts';
import { count } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-19',
  title: 'A stopped instance keeps its volumes',
  role: 'fault',
  severity: 'low',
  decided:
    'State is stopped, StateTransitionReason dates that more than 30 days back, and volumes are attached. A stop without a date (a crash, a scheduled event) is unknown, not old.',
  thresholds: { days: 30 },
  source: 'Prowler 30 days, CloudFix-like savers 7.',
  remedy: 'Snapshot the volumes, then terminate the instance; or start it.',
};

const longestStopDays = 30;

/** When it was stopped, from the reason's `(2026-01-31 09:00:00 GMT)`; null without that. */
export function stoppedAt(reason: string): number | null {
  const match = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(reason);
  const at = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(at) ? null : at;
}

function volumesOf(world: WasteWorld, { item }: Instance): readonly Item[] {
  const ids = listAt(item.raw, 'BlockDeviceMappings').map((mapping) => textAt(mapping, 'Ebs', 'VolumeId'));
  return [...new Set(ids)].sort().flatMap((id) => world.find('volumes', item.place, 'VolumeId', id) ?? []);
}

function judge(world: WasteWorld, instance: Instance): Verdict {
  const { item, id, state } = instance;
  if (state !== 'stopped' || isManaged(world, instance)) return skipped;
  const mapped = listAt(item.raw, 'BlockDeviceMappings').length;
  if (mapped === 0) return fine;
  const at = stoppedAt(textAt(item.raw, 'StateTransitionReason'));
  const subject = 'stopped instances';
  if (at === null)
    return unknown(item, id, { subject, why: 'EC2 does not say since when', needs: 'a look at CloudTrail' });
  const days = Math.floor((world.now - at) / 86_400_000);
  if (world.now - at <= longestStopDays * 86_400_000) return fine;
  const attached = volumesOf(world, instance);
  if (attached.length < mapped && !world.isComplete('volumes', item.place))
    return unknown(item, id, { subject, why: 'its volumes could not be read', needs: 'ec2:DescribeVolumes' });
  const volumes = attached.filter((volume) => !world.isKept(volume));
  const names = volumes.map(({ raw }) => textAt(raw, 'VolumeId'));
  if (names.length === 0) return fine;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'status',
      place: item.place,
      kind: 'Instance',
      name: id,
      title: `Instance ${id}${nameOf(item.raw)} has been stopped for ${days} days and keeps ${count(names.length, 'volume')}`,
      detail: `A stopped instance costs nothing, its volumes cost as before: ${names.join(', ')}.`,
      evidence: [
        cite(item, 'State', 'Name'),
        cite(item, 'StateTransitionReason'),
        ...volumes.flatMap((volume) => [cite(volume, 'VolumeId'), cite(volume, 'Size')]),
      ],
      instances: names.map((name) => `Volume/${item.place.region}/${name}`),
      saving: addSavings(volumes.map((volume) => volumeSaving(world, volume))),
      effort: 'medium',
      since: new Date(at).toISOString(),
      data: { stopped_days: days, volumes: names },
    }),
  };
}

/** CST-19. */
export const stoppedInstance: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('instances'), (item) => judge(world, readInstance(item))),
};
