import { numberAt, textAt } from '../../../value/read.ts';
import { draft, type WasteDraft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { imageSnapshots, isForeign, isManagedBackup, snapshotSaving } from '../model/snapshot.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, unknown, type Verdict } from '../observe.ts';
import { deleteSnapshot } from '../remediation.ts';

const source =
  'Cloud Custodian skip-ami-snapshots and its 90 days. AWS Backup and Data Lifecycle Manager delete their own.';

const old: WasteFindingDefinition = {
  code: 'CST-28',
  title: 'A snapshot is old',
  role: 'fault',
  severity: 'low',
  decided:
    'An own, completed snapshot in the standard tier that is more than 90 days old, is part of no image of the account, and was not made by AWS Backup or Data Lifecycle Manager. Where images could not be read it is unknown.',
  thresholds: { days: 90 },
  source,
  remedy: 'Delete it, or move it to the archive tier when it must be kept.',
};

const orphan: WasteFindingDefinition = {
  code: 'CST-29',
  title: 'A snapshot outlived its volume',
  role: 'fault',
  severity: 'low',
  decided:
    'An own, completed snapshot older than 7 days whose volume is not in the account’s complete list of that region, that is part of no image, and that no backup service manages. Copies, which name no real volume (vol-ffffffff), are left out.',
  thresholds: { days: 7 },
  source,
  remedy: 'Delete it unless it is the backup of what is gone.',
};

const oldDays = 90;
const orphanDays = 7;

/** Null when the snapshot may be judged. */
function setAside(world: WasteWorld, item: Item, imagesOf: (item: Item) => ReadonlySet<string>): Verdict | null {
  const id = textAt(item.raw, 'SnapshotId');
  const state = textAt(item.raw, 'State');
  if (isForeign(item) || isManagedBackup(item.raw) || (state !== '' && state !== 'completed')) return skipped;
  if (imagesOf(item).has(id)) return fine;
  if (world.isComplete('images', item.place)) return null;
  return unknown(item, id, { subject: 'snapshots', why: 'images could not be read', needs: 'ec2:DescribeImages' });
}

function describe(
  world: WasteWorld,
  item: Item,
  parts: Pick<WasteDraft, 'title' | 'detail' | 'tier' | 'data'> & { readonly definition: WasteFindingDefinition },
): Verdict {
  const { definition, ...words } = parts;
  const id = textAt(item.raw, 'SnapshotId');
  const evidence = [cite(item, 'StartTime'), cite(item, 'VolumeId'), cite(item, 'VolumeSize')];
  return {
    kind: 'waste',
    draft: draft(definition, {
      ...words,
      place: item.place,
      kind: 'Snapshot',
      name: id,
      evidence,
      saving: snapshotSaving(world, item),
      confidence: 'low',
      remediations: [deleteSnapshot(item, id)],
    }),
  };
}

function judgeOld(world: WasteWorld, item: Item, imagesOf: (item: Item) => ReadonlySet<string>): Verdict {
  const age = ageDays(world, item.raw, 'StartTime');
  if (textAt(item.raw, 'StorageTier') === 'archive' || age === null) return skipped;
  if (age <= oldDays) return fine;
  const days = Math.floor(age);
  const id = textAt(item.raw, 'SnapshotId');
  return (
    setAside(world, item, imagesOf) ??
    describe(world, item, {
      definition: old,
      tier: 'status',
      title: `Snapshot ${id}${nameOf(item.raw)} is ${days} days old`,
      detail: `No image is made of it and no backup service manages it.${lastOne(world, item)} Snapshots are incremental: deleting one saves at most its full size.`,
      data: { age_days: days, volume: textAt(item.raw, 'VolumeId'), size_gib: numberAt(item.raw, 'VolumeSize') },
    })
  );
}

function lastOne(world: WasteWorld, { place, raw }: Item): string {
  const volume = textAt(raw, 'VolumeId');
  const isThere = world.find('volumes', place, 'VolumeId', volume) !== undefined;
  const others = world.findAll('snapshots', place, 'VolumeId', volume);
  return isThere && others.length === 1
    ? ` It is the only snapshot of its volume ${volume}: take a new one first.`
    : '';
}

function judgeOrphan(world: WasteWorld, item: Item, imagesOf: (item: Item) => ReadonlySet<string>): Verdict {
  const volume = textAt(item.raw, 'VolumeId');
  const age = ageDays(world, item.raw, 'StartTime');
  if (volume === '' || volume === 'vol-ffffffff' || age === null || age <= orphanDays) return skipped;
  if (world.find('volumes', item.place, 'VolumeId', volume) !== undefined) return fine;
  const id = textAt(item.raw, 'SnapshotId');
  const aside = setAside(world, item, imagesOf);
  if (aside !== null) return aside;
  if (!world.isComplete('volumes', item.place))
    return unknown(item, id, { subject: 'snapshots', why: 'volumes could not be read', needs: 'ec2:DescribeVolumes' });
  return describe(world, item, {
    definition: orphan,
    tier: 'absence',
    title: `Snapshot ${id}${nameOf(item.raw)} outlived its volume ${volume}`,
    detail: `Volume ${volume} does not exist any more, no image is made of the snapshot and no backup service manages it. Deleting it saves at most its full size.`,
    data: { age_days: Math.floor(age), volume, size_gib: numberAt(item.raw, 'VolumeSize') },
  });
}

function inspect(world: WasteWorld, judge: typeof judgeOld): ReturnType<WasteRule['inspect']> {
  const imagesOf = imageSnapshots(world);
  return observe(world.items('snapshots'), (item) => judge(world, item, imagesOf));
}

/** CST-28. */
export const oldSnapshot: WasteRule = { definition: old, inspect: (world) => inspect(world, judgeOld) };

/** CST-29. */
export const orphanSnapshot: WasteRule = { definition: orphan, inspect: (world) => inspect(world, judgeOrphan) };
