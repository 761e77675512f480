import type { ScannedPick } from '../projection/picker.ts';
import { Scanner } from '../projection/scanner.ts';
import type { TextPool } from '../projection/text-pool.ts';

/** A page of a list, as it was scanned. */
export interface ScannedPage<Item> {
  /** The list's own metadata; undefined when it has none. */
  readonly metadata: unknown;
  readonly items: Item[];
}

/** What {@link scanList} needs to make items. */
export interface ListScan<Item> extends Pick<ScannedPick<Item>, 'mask' | 'again'> {
  readonly texts: TextPool;
  /** Makes an item of what the mask kept of it. */
  take(kept: unknown): Item;
}

const nothing = 'n'.charCodeAt(0);

function scanItems<Item>(scanner: Scanner, { mask, again, take }: ListScan<Item>): Item[] {
  const items: Item[] = [];
  if (scanner.next() === nothing) scanner.skip();
  else {
    scanner.elements(() => {
      const start = scanner.at;
      let kept = scanner.project(mask);
      if (scanner.at >= 0 && again?.applies(kept)) {
        scanner.at = start;
        kept = scanner.project(again.mask);
      }
      if (scanner.at >= 0) items.push(take(kept));
    });
  }
  return items;
}

/**
 * Reads a page of a list out of its bytes and makes objects of no more than the mask keeps, item by item: a page as a
 * whole costs several times its bytes. The result is the one that `JSON.parse` and a projection would give.
 * @returns null for what is no list, no JSON or nested beyond a bound; `JSON.parse` has to judge that.
 */
export function scanList<Item>(body: Buffer, scan: ListScan<Item>): ScannedPage<Item> | null {
  const scanner = new Scanner(body, scan.texts);
  const page: { metadata: unknown; items: Item[] | null } = { metadata: undefined, items: null };
  // Of members of one name the last one counts, as in JSON.parse.
  scanner.members((key) => {
    if (key === 'metadata') page.metadata = scanner.value();
    else if (key === 'items') page.items = scanItems(scanner, scan);
    else scanner.skip();
  });
  const { metadata, items } = page;
  return items !== null && scanner.ended() ? { metadata, items } : null;
}
