import type { NotChecked } from '@cloudops/spec';
import type { Place, StepEvidence } from '../../../listing/listing.ts';
import { compareText } from '../../../text/compare-text.ts';
import { listAt, textAt, timeAt, valueAt } from '../../../value/read.ts';
import type { PriceBook } from '../../prices/price-book.ts';
import type { Settings } from '../settings.ts';
import { type Item, placeKey, tagOf } from './item.ts';
import { createUsageBook, type UsageBook } from './usage.ts';

/** Everything that rules look at. */
export interface WasteWorld {
  /** The hour that metrics end at, or the clock's: milliseconds since the Unix epoch. */
  readonly now: number;
  readonly settings: Settings;
  readonly prices: PriceBook;
  readonly usage: UsageBook;
  /** What a step listed, sorted by place, then by content; kept resources left out. */
  items(step: string): readonly Item[];
  /** Like `items` with kept resources, of one place: for joins. */
  itemsIn(step: string, place: Place): readonly Item[];
  /** Whether a step read all of a place, so that what it lacks is not there. */
  isComplete(step: string, place: Place): boolean;
  /** The item of a place whose field has a value; undefined without one. */
  find(step: string, place: Place, field: string, value: string): Item | undefined;
  /** The items of a place whose field has a value. */
  findAll(step: string, place: Place, field: string, value: string): readonly Item[];
  /** `account/region/id` of instances that Auto Scaling groups name as their members. */
  readonly groupMembers: ReadonlySet<string>;
  /** Whether a tag asks to keep it as it is. */
  isKept(item: Item): boolean;
  status(step: string): StepEvidence['status'];
}

/** What {@link readWorld} is given. */
export interface WorldParts {
  readonly steps: Readonly<Record<string, StepEvidence>>;
  readonly clockNow: number;
  readonly settings: Settings;
  readonly prices: PriceBook;
}

interface StepItems {
  readonly all: readonly Item[];
  readonly byPlace: ReadonlyMap<string, readonly Item[]>;
  readonly complete: ReadonlySet<string>;
}

/** Reads listings into what rules need. Linear in the number of items. */
export function readWorld({ steps, clockNow, settings, prices }: WorldParts): WasteWorld {
  const entries = Object.entries(steps).sort(([a], [b]) => compareText(a, b));
  const listings = new Map(entries.map(([step, evidence]) => [step, readItems(step, evidence)]));
  const usage = createUsageBook(entries.filter(([, { output }]) => listAt(output, 'series').length > 0));
  const indexes = new Map<string, ReadonlyMap<string, readonly Item[]>>();
  const findAll = (step: string, place: Place, field: string, value: string): readonly Item[] => {
    const key = `${step}\n${field}`;
    let index = indexes.get(key);
    if (index === undefined) {
      const all = listings.get(step)?.all ?? [];
      index = Map.groupBy(all, (item) => `${placeKey(item.place)}\n${textAt(item.raw, field)}`);
      indexes.set(key, index);
    }
    return index.get(`${placeKey(place)}\n${value}`) ?? [];
  };
  return {
    now: usage.to ?? Math.floor(clockNow / 3_600_000) * 3_600_000,
    settings,
    prices,
    usage,
    items: (step) => (listings.get(step)?.all ?? []).filter(({ raw }) => !isKept(raw, settings)),
    itemsIn: (step, place) => listings.get(step)?.byPlace.get(placeKey(place)) ?? [],
    isComplete: (step, place) => listings.get(step)?.complete.has(placeKey(place)) ?? false,
    find: (step, place, field, value) => findAll(step, place, field, value)[0],
    findAll,
    groupMembers: new Set(
      (listings.get('autoscaling_groups')?.all ?? []).flatMap(({ place, raw }) =>
        listAt(raw, 'Instances').map((member) => `${placeKey(place)}/${textAt(member, 'InstanceId')}`),
      ),
    ),
    isKept: ({ raw }) => isKept(raw, settings),
    status: (step) => steps[step]?.status ?? 'skipped',
  };
}

function isKept(raw: unknown, { keepTags }: Settings): boolean {
  return keepTags.some((key) => (tagOf(raw, key) ?? 'false').toLowerCase() !== 'false');
}

function readItems(step: string, { output, status }: StepEvidence): StepItems {
  const places = listAt(output, 'places').map((raw, index) => ({ raw, index }));
  const all = places.flatMap(({ raw, index }) => {
    const place = { account: textAt(raw, 'account'), region: textAt(raw, 'region') };
    const input = valueAt(raw, 'input');
    return listAt(raw, 'items').map((item, at): Item => {
      const pointer = `/places/${index}/items/${at}`;
      // An answer about one id does not always repeat the id.
      return { step, place, pointer, raw: input === undefined ? item : { ...(input as object), ...(item as object) } };
    });
  });
  const sorted = all
    .map((item) => [`${placeKey(item.place)}\n${idOf(item.raw)}`, item] as const)
    .sort(([a], [b]) => compareText(a, b))
    .map(([, item]) => item);
  const unread = new Set(places.filter(({ raw }) => textAt(raw, 'status') !== 'present').map(({ raw }) => keyOf(raw)));
  const seen = places.map(({ raw }) => keyOf(raw)).filter((key) => !unread.has(key));
  const isRead = status === 'present' || status === 'unknown';
  return {
    all: sorted,
    byPlace: Map.groupBy(sorted, ({ place }) => placeKey(place)),
    complete: new Set(isRead ? seen : []),
  };
}

function keyOf(raw: unknown): string {
  return placeKey({ account: textAt(raw, 'account'), region: textAt(raw, 'region') });
}

const idFields = [
  'InstanceId',
  'VolumeId',
  'SnapshotId',
  'ImageId',
  'AllocationId',
  'NetworkInterfaceId',
  'LoadBalancerArn',
  'TargetGroupArn',
  'LoadBalancerName',
  'NatGatewayId',
  'RouteTableId',
  'SubnetId',
  'VpcEndpointId',
  'TransitGatewayAttachmentId',
  'VpnConnectionId',
] as const;

/** An order of items that the order of a list does not show in; snapshots before the volumes they name. */
function idOf(raw: unknown): string {
  return `${textAt(raw, 'SnapshotId')} ${idFields.map((field) => textAt(raw, field)).join(' ')}`;
}

/** The age of what was created at a field's time, in days; null when that cannot be read. */
export function ageDays(world: WasteWorld, raw: unknown, ...path: readonly string[]): number | null {
  const at = timeAt(raw, ...path);
  return at === null ? null : (world.now - at) / 86_400_000;
}

/** What could not be judged about one resource; told together with others of its kind and reason. */
export interface Gap {
  /** Such as `CPU use of instance`. */
  readonly subject: string;
  readonly place: Place;
  readonly name: string;
  readonly why: string;
  readonly needs: string;
}

/** Gaps as a report shows them: one line per subject, place and reason. */
export function foldGaps(gaps: readonly Gap[], tell: (names: readonly string[]) => string): readonly NotChecked[] {
  const groups = Map.groupBy(gaps, ({ subject, place, why, needs }) =>
    [placeKey(place), subject, why, needs].join('\n'),
  );
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const names = [...new Set(group.map(({ name }) => name))].sort();
      return [
        { what: `${first.subject} in ${placeKey(first.place)}: ${tell(names)}`, why: first.why, needs: first.needs },
      ];
    });
}
