import { textAt } from '../../../value/read.ts';
import { type InstanceType, instancePrice, parseInstanceType, sizeMultiple } from '../../prices/instance-price.ts';
import { hoursPerMonth, type Price } from '../../prices/price-book.ts';
import { type Saving, saving, unitOf } from '../draft.ts';
import { hasTagPrefix, type Item, placeKey } from './item.ts';
import type { WasteWorld } from './world.ts';

/** An EC2 instance as rules see it. */
export interface Instance {
  readonly item: Item;
  readonly id: string;
  readonly type: string;
  readonly parts: InstanceType | null;
  readonly state: string;
  readonly isBurstable: boolean;
  readonly isWindows: boolean;
}

/** Reads an item of the step `instances`. */
export function readInstance(item: Item): Instance {
  const { raw } = item;
  const type = textAt(raw, 'InstanceType');
  const isWindows =
    textAt(raw, 'Platform').toLowerCase() === 'windows' || /windows/i.test(textAt(raw, 'PlatformDetails'));
  return {
    item,
    id: textAt(raw, 'InstanceId'),
    type,
    parts: parseInstanceType(type),
    state: textAt(raw, 'State', 'Name'),
    isBurstable: /^t\d/.test(type),
    isWindows,
  };
}

/**
 * Whether something else decides how many and which instances run: an Auto Scaling group, a cluster's node group,
 * EMR, a spot request. Changing one of its instances by hand is undone or does harm.
 */
export function isManaged(world: WasteWorld, { item, id }: Instance): boolean {
  if (textAt(item.raw, 'InstanceLifecycle') !== '') return true;
  const prefixes = ['aws:autoscaling:', 'aws:elasticmapreduce:', 'eks:', 'karpenter.sh/', 'aws:batch:'];
  return hasTagPrefix(item.raw, ...prefixes) || world.groupMembers.has(`${placeKey(item.place)}/${id}`);
}

/** One month of a type in a region on Linux; null when the table has no such type. */
function monthlyPrice(world: WasteWorld, region: string, parts: InstanceType | null): Price | null {
  const price = parts === null ? null : instancePrice(world.prices, region, parts);
  return price === null ? null : { ...price, micros: Math.round(price.micros * hoursPerMonth) };
}

/** What an instance's hours cost a month: saved when it stops. */
export function computeSaving(world: WasteWorld, instance: Instance, share = 1): Saving | null {
  const { item, id, parts } = instance;
  return saving(unitOf(item.place, 'Instance', id), monthlyPrice(world, item.place.region, parts), share);
}

/** What another type would save a month; null without both prices. Zero when it would cost more. */
export function changeSaving(world: WasteWorld, instance: Instance, to: InstanceType): Saving | null {
  const { item, id, parts } = instance;
  const now = monthlyPrice(world, item.place.region, parts);
  const then = monthlyPrice(world, item.place.region, to);
  // Two regions' prices side by side would not be a difference of anything.
  if (now === null || then === null || now.region !== then.region) return null;
  return saving(unitOf(item.place, 'Instance', id), { ...now, micros: Math.max(0, now.micros - then.micros) });
}

/** What a price leaves out. */
export function licenceNote({ isWindows, item }: Instance): string {
  const details = textAt(item.raw, 'PlatformDetails');
  const isPlain = !isWindows && (details === '' || details === 'Linux/UNIX');
  return isPlain ? '' : ' Priced as Linux: its licence, which is billed by the hour too, is not in the figure.';
}

const ladder = [
  'nano',
  'micro',
  'small',
  'medium',
  'large',
  'xlarge',
  '2xlarge',
  '4xlarge',
  '8xlarge',
  '9xlarge',
  '12xlarge',
  '16xlarge',
  '18xlarge',
  '24xlarge',
  '32xlarge',
  '48xlarge',
] as const;

/** Families whose smallest size is not `large`. */
const smallest: Readonly<Record<string, string>> = {
  m3: 'medium',
  m6g: 'medium',
  m7g: 'medium',
  c6g: 'medium',
  c7g: 'medium',
  r6g: 'medium',
  r7g: 'medium',
  m7a: 'medium',
};

/** Families that have 9xlarge and 18xlarge where others have 8xlarge and 16xlarge. */
const nines = new Set(['c5', 'c5d', 'c5n']);

/** A size that is used to more than this is no smaller size, but a busy one. */
const highestAfter = 80;

/**
 * The smallest size of a family, with at least four ninths of the capacity, that stays below 80 % at the load; null
 * without one. Further steps are for later: memory shrinks with the size.
 * @param percent CPU of the instance as it is, in percent.
 */
export function smallerFor({ family, size }: InstanceType, percent: number): InstanceType | null {
  const from = sizeMultiple(size);
  if (from === null) return null;
  const least = sizeMultiple(smallest[family] ?? 'large') ?? 1;
  const best = ladder.find((name) => {
    const multiple = sizeMultiple(name) ?? 0;
    if (nines.has(family) ? /^(8|16|32|48)x/.test(name) : /^(9|18)x/.test(name)) return false;
    const ratio = from / multiple;
    return multiple >= least && ratio > 1 && ratio <= 2.25 && percent * ratio < highestAfter;
  });
  return best === undefined ? null : { family, size: best };
}
