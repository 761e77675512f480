import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt, valueAt } from '../../value/read.ts';
import type { Item } from './item.ts';
import type { Snapshot } from './snapshot.ts';
import { indexBy } from './topology.ts';

/** A managed prefix list with its entries. */
export interface PrefixList {
  readonly id: string;
  readonly name: string;
  /** AWS's own lists (CloudFront, S3, …) are a class by themselves: they are not taken as addresses. */
  readonly isAwsManaged: boolean;
  /** CIDRs as stated; null when they could not be read whole. */
  readonly entries: readonly string[] | null;
  readonly item: Item;
  /** Entries as read, for citing; sorted by CIDR. */
  readonly entryItems: readonly Item[];
}

/** All prefix lists that the snapshot shows, by id. */
export function readPrefixLists(snapshot: Snapshot): ReadonlyMap<string, PrefixList> {
  const asked = readEntries(snapshot);
  const lists = indexBy(snapshot.items('prefix_lists'), 'PrefixListId');
  return new Map(
    [...lists].map(([id, item]) => {
      const read = asked.get(id);
      const entryItems = [...(read?.items ?? [])].sort((a, b) =>
        compareText(textAt(a.raw, 'Cidr'), textAt(b.raw, 'Cidr')),
      );
      return [
        id,
        {
          id,
          name: textAt(item.raw, 'PrefixListName'),
          isAwsManaged: textAt(item.raw, 'OwnerId') === 'AWS',
          entries: read?.isWhole === true ? entryItems.map(({ raw }) => textAt(raw, 'Cidr')) : null,
          item,
          entryItems,
        },
      ];
    }),
  );
}

interface Entries {
  readonly items: readonly Item[];
  readonly isWhole: boolean;
}

/** Entries come one place per list; a list shared between accounts may have been asked for more than once. */
function readEntries(snapshot: Snapshot): ReadonlyMap<string, Entries> {
  const found = new Map<string, Entries>();
  const places = listAt(snapshot.evidence('prefix_list_entries').output, 'places');
  const byPlace = Map.groupBy(snapshot.items('prefix_list_entries'), ({ place }) => place);
  for (const [index, place] of places.entries()) {
    const id = textAt(valueAt(place, 'input'), 'PrefixListId');
    const isWhole = textAt(place, 'status') === 'present';
    if (found.get(id)?.isWhole !== true) found.set(id, { items: byPlace.get(index) ?? [], isWhole });
  }
  return found;
}
