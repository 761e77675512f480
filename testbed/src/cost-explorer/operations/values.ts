import type { Ledger, LineItem } from '../ledger/ledger.ts';
import { costCategoryOf, dimensionOf, knownDimensions } from '../query/dimension.ts';
import { compileFilter } from '../query/filter.ts';
import { checkRange } from '../query/period.ts';
import { totalsBy } from '../query/totals.ts';
import { invalid } from '../wire/fault.ts';
import { pageOf } from '../wire/page.ts';
import type { CostRequest } from '../wire/request.ts';

interface Values {
  readonly values: readonly string[];
  readonly size: { readonly ReturnSize: number; readonly TotalSize: number; readonly NextPageToken?: string };
}

function isSorted(request: CostRequest): boolean {
  return Array.isArray(request.SortBy) && request.SortBy.length > 0;
}

/** The distinct labels of the lines in a period: by cost when sorting is asked for, by name otherwise. */
function distinct(ledger: Ledger, request: CostRequest, label: (item: LineItem) => readonly string[]): Values {
  const range = checkRange(request.TimePeriod, ledger.now);
  const costs = new Map<string, number>();
  const question = { ...range, test: compileFilter(request.Filter, ledger) };
  for (const [text, cost] of totalsBy(ledger, question, (item) => JSON.stringify(label(item)))) {
    for (const one of JSON.parse(text) as readonly string[]) costs.set(one, (costs.get(one) ?? 0) + cost);
  }
  const wanted = (request.SearchString ?? '').toLowerCase();
  const all = [...costs]
    .filter(([value]) => value.toLowerCase().includes(wanted))
    .sort(([left, leftCost], [right, rightCost]) =>
      isSorted(request) && rightCost !== leftCost ? rightCost - leftCost : left < right ? -1 : 1,
    )
    .map(([value]) => value);
  const page = pageOf(all, request, request.MaxResults ?? 1000);
  const next = page.next === undefined ? {} : { NextPageToken: page.next };
  return { values: page.items, size: { ReturnSize: page.items.length, TotalSize: all.length, ...next } };
}

/** GetDimensionValues; accounts come with their names. */
export function dimensionValues(ledger: Ledger, request: CostRequest): object {
  const dimension = request.Dimension ?? '';
  if (!knownDimensions.includes(dimension)) throw invalid(`Dimension ${dimension} is not supported.`);
  const { values, size } = distinct(ledger, request, ({ key }) => [dimensionOf(dimension, key, ledger)]);
  const name = (value: string): string => ledger.accounts.find(({ id }) => id === value)?.name ?? value;
  const isAccount = dimension === 'LINKED_ACCOUNT' || dimension === 'PAYER_ACCOUNT';
  return {
    DimensionValues: values.map((Value) => ({ Value, Attributes: isAccount ? { description: name(Value) } : {} })),
    ...size,
  };
}

/** GetTags: the keys, or the values of one key (the empty one stands for lines without it). */
export function tags(ledger: Ledger, request: CostRequest): object {
  const { TagKey } = request;
  const label = ({ key }: LineItem): readonly string[] =>
    TagKey === undefined ? Object.keys(key.tags) : [key.tags[TagKey] ?? ''];
  const { values, size } = distinct(ledger, request, label);
  return { Tags: values, ...size };
}

/** GetCostCategories: the names, or the values of one. */
export function costCategories(ledger: Ledger, request: CostRequest): object {
  const name = request.CostCategoryName;
  const label = ({ key }: LineItem): readonly string[] =>
    name === undefined ? ledger.costCategories.map((category) => category.name) : [costCategoryOf(name, key, ledger)];
  const { values, size } = distinct(ledger, request, label);
  return name === undefined ? { CostCategoryNames: values, ...size } : { CostCategoryValues: values, ...size };
}
