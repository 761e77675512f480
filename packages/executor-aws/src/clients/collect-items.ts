import type { Json } from '@cloudops/spec';
import { awsError } from '../errors.ts';
import { compareText } from '../text/compare-text.ts';
import { createOwnTexts } from './own-texts.ts';
import { pickItems } from './pick-items.ts';
import type { AwsListRequest } from './session.ts';
import { toJson, toMask } from './to-json.ts';

/** More items than any one answer can be worked with. */
const mostItems = 1_000_000;

/** Takes items out of pages as they come. */
export interface ItemCollector {
  /** @throws CloudOpsError `ANSWER_TOO_LARGE`. */
  add(page: object): void;
  /** What was added, sorted by the request's key, else by its JSON. */
  sorted(): readonly Json[];
}

function keyText(item: Json, key: string | undefined): string {
  if (key === undefined || typeof item !== 'object' || item === null || Array.isArray(item)) return '';
  const value = (item as Readonly<Record<string, Json>>)[key];
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function sortItems(items: readonly Json[], key: string | undefined): readonly Json[] {
  const sortable = items.map((item) => ({ item, order: keyText(item, key) || JSON.stringify(item) }));
  sortable.sort(
    (left, right) =>
      compareText(left.order, right.order) ||
      (key === undefined ? 0 : compareText(JSON.stringify(left.item), JSON.stringify(right.item))),
  );
  return sortable.map(({ item }) => item);
}

/** Makes an {@link ItemCollector}; of each page only what the request's fields keep stays in memory. */
export function createItemCollector({ operation, items: path, key, fields }: AwsListRequest): ItemCollector {
  const mask = toMask(fields);
  const own = createOwnTexts();
  const items: Json[] = [];
  return {
    add(page) {
      for (const item of pickItems(page, path)) items.push(toJson(item, mask, own));
      if (items.length <= mostItems) return;
      const message = `${operation} has more than ${mostItems} items.`;
      throw awsError({ code: 'ANSWER_TOO_LARGE', message, nextSteps: ['a filter in the operation’s input'] });
    },
    sorted: () => sortItems(items, key),
  };
}
