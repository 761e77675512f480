import { listAt, numberAt, textAt } from '../../../value/read.ts';
import { type Saving, saving, unitOf } from '../draft.ts';
import { hasTagPrefix, type Item } from './item.ts';
import type { WasteWorld } from './world.ts';

/** Whether a service made it and decides when it goes: Data Lifecycle Manager, AWS Backup, an agent that tags so. */
export function isManagedBackup(raw: unknown): boolean {
  if (hasTagPrefix(raw, 'aws:dlm:', 'dlm:managed', 'aws:backup:')) return true;
  return /^This snapshot is created by the AWS Backup service|^AwsBackup_/.test(
    textAt(raw, 'Description') || textAt(raw, 'Name'),
  );
}

/** Whether another account owns it: `self` is the caller's word, and not every endpoint keeps it. */
export function isForeign({ raw, place }: Item): boolean {
  const owner = textAt(raw, 'OwnerId');
  return owner !== '' && owner !== place.account;
}

/** Ids of the snapshots that the account's images are made of, by place. */
export function imageSnapshots(world: WasteWorld): (item: Item) => ReadonlySet<string> {
  const byPlace = new Map<string, ReadonlySet<string>>();
  return ({ place }) => {
    const key = `${place.account}/${place.region}`;
    const known = byPlace.get(key) ?? new Set(world.itemsIn('images', place).flatMap(({ raw }) => snapshotsOf(raw)));
    byPlace.set(key, known);
    return known;
  };
}

/** Ids of the snapshots of an image. */
export function snapshotsOf(image: unknown): readonly string[] {
  const ids = listAt(image, 'BlockDeviceMappings').map((mapping) => textAt(mapping, 'Ebs', 'SnapshotId'));
  return [...new Set(ids.filter((id) => id !== ''))].sort();
}

/**
 * What deleting a snapshot saves at most: that of its full size where AWS tells it, else of its volume's. Blocks that
 * other snapshots of the volume share stay.
 */
export function snapshotSaving(world: WasteWorld, { place, raw }: Item): Saving | null {
  const bytes = numberAt(raw, 'FullSnapshotSizeInBytes');
  const size = bytes === null || bytes === 0 ? (numberAt(raw, 'VolumeSize') ?? 0) : bytes / 2 ** 30;
  const tier = textAt(raw, 'StorageTier') === 'archive' ? 'archive' : 'standard';
  const price = world.prices.find(place.region, `snapshot.${tier}.gb-month`);
  const found = saving(unitOf(place, 'Snapshot', textAt(raw, 'SnapshotId')), price, size);
  return found === null ? null : { ...found, isAtMost: true };
}
