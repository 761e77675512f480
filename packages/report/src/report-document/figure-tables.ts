import type { Figure } from '@cloudops/spec';
import type { Block, Table } from '../document/document.ts';
import { textCell } from '../document/document.ts';
import { currencyOf } from '../text/money.ts';
import { formatQuantity } from '../text/quantity.ts';
import { chartBlocks } from './figure-chart.ts';
import { type FigurePart, trailingParts } from './figure-part.ts';
import { moneyTable } from './money-table.ts';

const shortTable = 10;

/**
 * Figures as one table for each group and unit, with bars against request and limit. Money gets tables that add up to their
 * `total`, and days get a chart.
 */
export function figureBlocks(figures: readonly Figure[], options: { readonly verbose: boolean }): readonly Block[] {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const key = JSON.stringify([figure.group, figure.unit]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [figure]);
    else group.push(figure);
  }
  return [...groups.values()].flatMap((group) => groupBlocks(group, options.verbose));
}

function groupBlocks(group: readonly Figure[], verbose: boolean): readonly Block[] {
  const unit = group[0]?.unit ?? '';
  const most = verbose ? Number.POSITIVE_INFINITY : shortTable;
  const heading: Block = { kind: 'heading', text: groupTitle(group) };
  const { blocks: charts, rest } = chartBlocks(group, { verbose });
  if (rest.length === 0) return [heading, ...charts];
  const currency = currencyOf(unit);
  if (currency !== null) return [heading, ...charts, ...moneyTable(rest, { currency, most })];
  const shown = rest.slice(0, most);
  const more = rest.length - shown.length;
  const left: readonly Block[] = more === 0 ? [] : [{ kind: 'paragraph', text: `and ${more} more`, tone: 'muted' }];
  return [heading, ...charts, figureTable(shown, rest), ...left];
}

function groupTitle(group: readonly Figure[]): string {
  const { group: name = '', unit = '' } = group[0] ?? {};
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} (${currencyOf(unit) ?? unit})`;
}

function figureTable(shown: readonly Figure[], group: readonly Figure[]): Table {
  const largest = group.reduce((most, figure) => Math.max(most, figure.value ?? 0), 0);
  const parts = figureParts(shown, largest);
  return {
    kind: 'table',
    columns: parts.map((part) => part.column),
    rows: shown.map((figure) => parts.map((part) => part.cell(figure))),
    hasBarMarks: shown.some(
      (figure) => isNumber(figure.request) || isNumber(figure.limit) || isNumber(figure.capacity),
    ),
  };
}

function figureParts(shown: readonly Figure[], largest: number): readonly FigurePart[] {
  const name: FigurePart = {
    column: { header: 'name', overflow: 'middle' },
    cell: (figure) => textCell(figure.name),
  };
  const parts = [name, numberPart('used', 'value')];
  if (shown.some((figure) => isNumber(figure.request))) parts.push(numberPart('request', 'request', 3));
  if (shown.some((figure) => isNumber(figure.limit))) parts.push(numberPart('limit', 'limit', 2));
  if (shown.some((figure) => isNumber(figure.capacity))) parts.push(numberPart('capacity', 'capacity', 2));
  const bar: FigurePart = {
    column: { header: '', overflow: 'never', optional: 1 },
    cell: (figure) => ({ kind: 'bar', values: barValues(figure, largest) }),
  };
  // One amount that nothing limits would fill its own bar, whatever it is.
  const hasScale = shown.length > 1 || parts.length > 2 || shown.some(({ unit }) => unit === 'percent');
  if (hasScale) parts.push(bar);
  return [...parts, ...trailingParts(shown)];
}

function numberPart(header: string, key: 'value' | 'request' | 'limit' | 'capacity', optional?: number): FigurePart {
  return {
    column: { header, align: 'right', overflow: 'never', ...(optional === undefined ? {} : { optional }) },
    cell: (figure) => textCell(quantity(figure, key)),
  };
}

function quantity(figure: Figure, key: 'value' | 'request' | 'limit' | 'capacity'): string {
  const value = figure[key];
  if (isNumber(value)) return formatQuantity(value, figure.unit);
  return key === 'value' ? 'unknown' : '-';
}

function barValues(figure: Figure, largest: number): { value: number | null; scale?: number; request?: number | null } {
  const { value, request = null, limit = null, capacity = null } = figure;
  const values = { value, request, limit, capacity };
  if (limit !== null || capacity !== null) return values;
  if (figure.unit === 'percent') return { ...values, scale: Math.max(100, largest) };
  // Without a limit a row has no scale of its own: compare it with the largest of its table.
  return { ...values, scale: Math.max(largest, request ?? 0) };
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number';
}
