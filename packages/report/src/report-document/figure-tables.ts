import type { Figure } from '@cloudops/spec';
import type { Block, Cell, Column, Table } from '../document/document.ts';
import { textCell } from '../document/document.ts';
import { formatQuantity } from '../text/quantity.ts';

const shortTable = 10;

/** Figures as one table for each group and unit, with bars against request and limit. */
export function figureBlocks(figures: readonly Figure[], options: { readonly verbose: boolean }): readonly Block[] {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const key = JSON.stringify([figure.group, figure.unit]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [figure]);
    else group.push(figure);
  }
  return [...groups.values()].flatMap((group) => {
    const shown = options.verbose ? group : group.slice(0, shortTable);
    const more = group.length - shown.length;
    const rest: readonly Block[] = more === 0 ? [] : [{ kind: 'paragraph', text: `and ${more} more`, tone: 'muted' }];
    return [{ kind: 'heading', text: groupTitle(group) }, figureTable(shown, group), ...rest];
  });
}

function groupTitle(group: readonly Figure[]): string {
  const { group: name = '', unit = '' } = group[0] ?? {};
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} (${unit})`;
}

function figureTable(shown: readonly Figure[], group: readonly Figure[]): Table {
  const largest = Math.max(0, ...group.map((figure) => figure.value ?? 0));
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

interface FigurePart {
  readonly column: Column;
  readonly cell: (figure: Figure) => Cell;
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
  parts.push({
    column: { header: '', overflow: 'never', optional: 1 },
    cell: (figure) => ({ kind: 'bar', values: barValues(figure, largest) }),
  });
  if (shown.some((figure) => (figure.series?.length ?? 0) > 0)) {
    parts.push({
      column: { header: 'trend', overflow: 'never', optional: 4 },
      cell: (figure) => ({ kind: 'sparkline', series: figure.series ?? [] }),
    });
  }
  if (shown.some((figure) => (figure.note ?? '') !== '')) {
    parts.push({
      column: { header: 'note', overflow: 'wrap', optional: 5 },
      cell: (figure) => textCell(figure.note ?? ''),
    });
  }
  return parts;
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
