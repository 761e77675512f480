import { numberAt, textAt } from '../../../value/read.ts';
import type { Price } from '../../prices/price-book.ts';
import type { PriceKey } from '../../prices/price-table.ts';
import { type Saving, saving, unitOf } from '../draft.ts';
import type { Item } from './item.ts';
import type { WasteWorld } from './world.ts';

/** What decides the price of a volume. GiB, IOPS, MiB/s. */
export interface VolumeShape {
  readonly type: string;
  readonly size: number;
  readonly iops: number;
  readonly throughput: number;
}

/** Reads an item of the step `volumes`. */
export function volumeShape(raw: unknown): VolumeShape {
  const type = textAt(raw, 'VolumeType');
  const isGp3 = type === 'gp3';
  return {
    type,
    size: numberAt(raw, 'Size') ?? 0,
    iops: numberAt(raw, 'Iops') ?? (isGp3 ? 3000 : 0),
    throughput: numberAt(raw, 'Throughput') ?? (isGp3 ? 125 : 0),
  };
}

interface Line {
  readonly key: PriceKey;
  readonly quantity: number;
}

function linesOf({ type, size, iops, throughput }: VolumeShape): readonly Line[] | null {
  switch (type) {
    case 'gp2':
    case 'st1':
    case 'sc1':
    case 'standard':
      return [{ key: `ebs.${type}.gb-month`, quantity: size }];
    case 'gp3':
      return [
        { key: 'ebs.gp3.gb-month', quantity: size },
        { key: 'ebs.gp3.iops-month', quantity: Math.max(0, iops - 3000) },
        { key: 'ebs.gp3.mibps-month', quantity: Math.max(0, throughput - 125) },
      ];
    case 'io1':
      return [
        { key: 'ebs.io1.gb-month', quantity: size },
        { key: 'ebs.io1.iops-month', quantity: iops },
      ];
    case 'io2':
      return [
        { key: 'ebs.io2.gb-month', quantity: size },
        { key: 'ebs.io2.iops-month', quantity: Math.min(iops, 32_000) },
        { key: 'ebs.io2.iops-month.tier-2', quantity: Math.min(Math.max(0, iops - 32_000), 32_000) },
        { key: 'ebs.io2.iops-month.tier-3', quantity: Math.max(0, iops - 64_000) },
      ];
    default:
      return null;
  }
}

/** A month of a volume, all prices of one region; null when its type has no price. */
export function volumePrice(
  { prices: book }: Pick<WasteWorld, 'prices'>,
  region: string,
  shape: VolumeShape,
): Price | null {
  const lines = linesOf(shape)?.filter(({ quantity }) => quantity > 0);
  if (lines === undefined) return null;
  const inRegion = (where: string): readonly (Price | null)[] => lines.map(({ key }) => book.find(where, key));
  const own = inRegion(region);
  const foreign = own.find((price) => price?.isExact === false);
  const prices = foreign === undefined || foreign === null ? own : inRegion(foreign.region);
  if (prices.some((price) => price === null)) return null;
  const micros = lines.reduce((total, { quantity }, index) => total + (prices[index]?.micros ?? 0) * quantity, 0);
  return { micros: Math.round(micros), region: foreign?.region ?? region, isExact: foreign === undefined };
}

/** What deleting a volume saves a month. */
export function volumeSaving(world: WasteWorld, { place, raw }: Item): Saving | null {
  const unit = unitOf(place, 'Volume', textAt(raw, 'VolumeId'));
  return saving(unit, volumePrice(world, place.region, volumeShape(raw)));
}

/** What another shape saves a month; null without both prices. Zero when it would cost more. */
export function volumeChangeSaving(world: WasteWorld, { place, raw }: Item, to: VolumeShape): Saving | null {
  const before = volumeShape(raw);
  const now = volumePrice(world, place.region, before);
  const then = volumePrice(world, place.region, to);
  if (now === null || then === null) return null;
  const isSame = now.region === then.region;
  // One region's price on each side would be a difference of nothing: both of the one that has both.
  const region = now.isExact ? then.region : now.region;
  const both = isSame ? [now, then] : [volumePrice(world, region, before), volumePrice(world, region, to)];
  const micros = Math.max(0, (both[0]?.micros ?? 0) - (both[1]?.micros ?? 0));
  return saving(unitOf(place, 'Volume', textAt(raw, 'VolumeId')), {
    ...(isSame ? now : now.isExact ? then : now),
    micros,
  });
}
