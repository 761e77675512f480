import type { Figure } from '@cloudops/spec';
import type { Block, Chart } from '../document/document.ts';
import { currencyOf } from '../text/money.ts';
import { formatQuantity } from '../text/quantity.ts';

const day = /^\d{4}-\d{2}-\d{2}$/;
const daysInText = /\d{4}-\d{2}-\d{2}/g;
/** Fewer days than this say more as numbers. */
const fewestDays = 7;

/** What is drawn of a group of figures, and what is left for its table. */
export interface ChartBlocks {
  readonly blocks: readonly Block[];
  readonly rest: readonly Figure[];
}

/**
 * Charts where a group is about days: one figure for each day (its name a date), or money with a series of days, whose
 * `note` may name the first and the last date. Of several such figures the largest is drawn, and all stay in the table.
 */
export function chartBlocks(group: readonly Figure[], options: { readonly verbose: boolean }): ChartBlocks {
  if (group.length >= fewestDays && group.every(({ name }) => day.test(name))) {
    const days = group.toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
    return { blocks: [dayChart(days)], rest: options.verbose ? days : [] };
  }
  const long = group.filter(({ series = [], unit }) => series.length >= fewestDays && currencyOf(unit) !== null);
  const largest = long.find(({ name }) => /^(total|whole)\b/i.test(name)) ?? long[0];
  if (largest === undefined) return { blocks: [], rest: group };
  const isOnly = group.length === 1;
  return { blocks: [seriesChart(largest, isOnly)], rest: isOnly ? [] : group };
}

function dayChart(days: readonly Figure[]): Chart {
  const [first, last] = [days[0]?.name ?? '', days.at(-1)?.name ?? ''];
  const unit = days[0]?.unit ?? '';
  return toChart(`${days[0]?.group ?? ''}, ${days.length} days`, {
    series: days.map(({ value }) => value ?? Number.NaN),
    from: first,
    until: last,
    unit,
  });
}

function seriesChart({ name, series = [], unit, note = '', value }: Figure, isOnly: boolean): Chart {
  const dates = note.match(daysInText) ?? [];
  const days = dates.length >= 2 ? { from: dates[0] ?? '', until: dates.at(-1) ?? '' } : { from: '', until: '' };
  const written = value === null ? 'unknown' : formatQuantity(value, unit);
  const amount = value !== null && value === series.at(-1) ? `${written} on the last day` : written;
  // Alone, a figure has no table row that would say the rest.
  const title = isOnly ? [`${name}: ${amount}`, note].filter((part) => part !== '').join('; ') : name;
  return toChart(title, { series, ...days, unit });
}

function toChart(title: string, values: Pick<Chart, 'series' | 'from' | 'until' | 'unit'>): Chart {
  const known = values.series.filter(Number.isFinite);
  const largest = known.reduce((most, value) => Math.max(most, value), known[0] ?? 0);
  const least = known.reduce((low, value) => Math.min(low, value), known[0] ?? 0);
  const last = known.at(-1);
  const write = (value: number): string => formatQuantity(value, values.unit);
  const range = `${known.length} values from ${write(least)} to ${write(largest)}`;
  const span = values.from === '' ? '' : ` from ${values.from} to ${values.until}`;
  const end = last === undefined ? '' : `; the last is ${write(last)}`;
  return { kind: 'chart', title, description: `${range}${span}${end}.`, ...values };
}
