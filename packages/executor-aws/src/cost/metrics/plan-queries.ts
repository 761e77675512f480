import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt, valueAt } from '../../value/read.ts';
import type { DimensionSource, ItemFilter, MetricsInput, MetricsRequest } from './metrics-input.ts';

/** One series to ask for. */
export interface MetricQuery extends Place {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly period: number;
  readonly days: number;
}

/** Queries of one place that share a window and a kind of statistic: what may go into one call. */
export interface QueryBatch extends Place {
  readonly days: number;
  readonly queries: readonly MetricQuery[];
}

/** GetMetricData takes at most this many queries (CloudWatch API reference). */
const mostQueries = 500;

/** The queries that an input stands for, sorted, each once. */
export function planQueries({ requests, days }: MetricsInput): readonly MetricQuery[] {
  const keyed = requests.flatMap((request) => queriesOf(request, days)).map((query) => [keyOf(query), query] as const);
  return [...new Map(keyed)].sort(([a], [b]) => compareText(a, b)).map(([, query]) => query);
}

/**
 * Splits queries into calls. Percentiles go into calls of their own: where they are not offered, the whole call fails,
 * and the plain statistics beside them must not.
 */
export function planBatches(queries: readonly MetricQuery[]): readonly QueryBatch[] {
  const groups = Map.groupBy(queries, ({ account, region, days, stat }) =>
    [account, region, String(days).padStart(3, '0'), stat.startsWith('p') ? 'percentile' : 'plain'].join('\n'),
  );
  return [...groups].sort(([a], [b]) => compareText(a, b)).flatMap(([, group]) => chunks(group));
}

function chunks(group: readonly MetricQuery[]): readonly QueryBatch[] {
  const [first] = group;
  if (first === undefined) return [];
  const { account, region, days } = first;
  const count = Math.ceil(group.length / mostQueries);
  return Array.from({ length: count }, (_, index) => ({
    account,
    region,
    days,
    queries: group.slice(index * mostQueries, (index + 1) * mostQueries),
  }));
}

function queriesOf(request: MetricsRequest, usualDays: number): readonly MetricQuery[] {
  const { namespace, metrics, where = [] } = request;
  const days = request.days ?? usualDays;
  return listAt(request.of.output, 'places').flatMap((place) => {
    const account = textAt(place, 'account');
    const region = textAt(place, 'region');
    return listAt(place, 'items').flatMap((item) => {
      if (!where.every((filter) => passes(item, filter))) return [];
      const dimensions = dimensionsOf(item, request.dimensions);
      if (dimensions === null) return [];
      return metrics.map((wanted) => ({ account, region, namespace, dimensions, days, ...wanted }));
    });
  });
}

function passes(item: unknown, filter: ItemFilter): boolean {
  const text = textAt(item, ...filter.field.split('.'));
  if (filter.in !== undefined && !filter.in.includes(text)) return false;
  return filter.prefixes === undefined || filter.prefixes.some((prefix) => text.startsWith(prefix));
}

/** Null when the item lacks one: a query with fewer dimensions would ask for something else. */
function dimensionsOf(item: unknown, sources: readonly DimensionSource[]): Readonly<Record<string, string>> | null {
  const entries = sources.map((source) => [source.name, dimensionValue(item, source)] as const);
  const found = entries.filter((entry): entry is readonly [string, string] => entry[1] !== null);
  if (found.length < entries.length) return null;
  return Object.fromEntries(found.sort(([a], [b]) => compareText(a, b)));
}

function dimensionValue(item: unknown, { field, after, value }: DimensionSource): string | null {
  if (value !== undefined) return value;
  const found = field === undefined ? undefined : valueAt(item, ...field.split('.'));
  if (typeof found !== 'string' || found === '' || found.length > 1024) return null;
  if (after === undefined) return found;
  const at = found.indexOf(after);
  return at < 0 ? null : found.slice(at + after.length) || null;
}

/** Names a query; also the order of series. */
export function keyOf(query: MetricQuery): string {
  const { account, region, namespace, metric, dimensions, stat, period, days } = query;
  const numbers = [period, days].map((number) => String(number).padStart(6, '0'));
  return [account, region, namespace, metric, JSON.stringify(dimensions), stat, ...numbers].join('\n');
}
