import type { Figure } from '@cloudops/spec';
import { type Block, type Cell, textCell } from '../document/document.ts';
import { formatMoney, fromMinorUnits, toMinorUnits } from '../text/money.ts';
import { formatCount } from '../text/quantity.ts';
import { type FigurePart, trailingParts } from './figure-part.ts';

/** How a table of money is made. */
export interface MoneyTableOptions {
  /** ISO 4217. */
  readonly currency: string;
  /** The most rows, the total and what makes it add up left out. */
  readonly most: number;
}

/** What the rows above add up to, and what stands for the rows that are not there, by their names. */
const totalName = /^(total|sum|change of)\b/i;
const restName = /^(everything else|remainder|rest|others?)$/i;

const longName = 30;

interface Row {
  readonly figure: Figure;
  readonly role: 'driver' | 'remainder' | 'total';
}

/**
 * Amounts as a table, the largest movement first. Where one figure is called `total` or `change of …`, the rows above it add up
 * to it exactly as written, to the minor unit: what is not shown, or lost in rounding, stands in a line of its own, which also
 * takes in a row called `everything else`.
 */
export function moneyTable(group: readonly Figure[], { currency, most }: MoneyTableOptions): readonly Block[] {
  const total = group.find(({ name }) => totalName.test(name));
  const rest = total === undefined || total.value === null ? undefined : group.find(({ name }) => restName.test(name));
  const drivers = group.filter((figure) => figure !== total && figure !== rest).sort(compareSize);
  const shown = drivers.slice(0, most);
  const hidden = drivers.length - shown.length;
  const remainder = total === undefined ? null : toRemainder({ total, rest, shown, hidden, currency });
  const rows: readonly Row[] = [
    ...shown.map((figure): Row => ({ figure, role: 'driver' })),
    ...(remainder === null ? [] : [{ figure: remainder, role: 'remainder' } as const]),
    ...(total === undefined ? [] : [{ figure: total, role: 'total' } as const]),
  ];
  const more: readonly Block[] =
    hidden === 0 || remainder !== null ? [] : [{ kind: 'paragraph', text: `and ${hidden} more`, tone: 'muted' }];
  return [toTable(rows, currency, group), ...more];
}

function toRemainder(parts: {
  readonly total: Figure;
  readonly rest: Figure | undefined;
  readonly shown: readonly Figure[];
  readonly hidden: number;
  readonly currency: string;
}): Figure | null {
  const { total, rest, shown, hidden, currency } = parts;
  if (total.value === null) return null;
  const sum = shown.reduce((all, { value }) => all + toMinorUnits(value ?? 0, currency), 0);
  const missing = toMinorUnits(total.value, currency) - sum;
  if (missing === 0 && hidden === 0 && rest === undefined) return null;
  const isRounding = rest === undefined && hidden === 0 && isLostInRounding(missing, shown);
  const name = isRounding
    ? 'rounding'
    : hidden === 0
      ? 'everything else'
      : `everything else (${formatCount(hidden, rest === undefined ? 'row' : 'row and more', rest === undefined ? 'rows' : 'rows and more')})`;
  const note = hidden === 0 && rest?.note !== undefined ? { note: rest.note } : {};
  return { group: total.group, unit: total.unit, name, value: fromMinorUnits(missing, currency), ...note };
}

/** Every row can be half a minor unit off, and so can the total. */
function isLostInRounding(missing: number, shown: readonly Figure[]): boolean {
  return Math.abs(missing) * 2 <= shown.length + 1 && !shown.some(({ value }) => value === null);
}

function toTable(rows: readonly Row[], currency: string, group: readonly Figure[]): Block {
  const figures = rows.map(({ figure }) => figure);
  const signed = group.some(({ value }) => (value ?? 0) < 0) || /driver|change|delta/i.test(group[0]?.group ?? '');
  const scale = rows.reduce((most, { figure, role }) => Math.max(most, role === 'total' ? 0 : size(figure)), 0);
  // A driver is named by service, usage type, region and account: cut in the middle it names nothing.
  const hasLongNames = figures.some(({ name }) => name.length > longName);
  const roles = new Map(rows.map(({ figure, role }) => [figure, role]));
  const bar: FigurePart = {
    column: { header: '', overflow: 'never', optional: 1 },
    cell: (figure) => amountBar(figure, { role: roles.get(figure), signed, scale }),
  };
  const parts: readonly FigurePart[] = [
    {
      column: { header: 'name', overflow: hasLongNames ? 'wrap' : 'middle' },
      cell: (figure) => nameCell(figure, roles.get(figure)),
    },
    {
      column: { header: signed ? 'change' : 'amount', align: 'right', overflow: 'never' },
      cell: ({ value }) => textCell(value === null ? 'unknown' : formatMoney(value, currency, { signed })),
    },
    ...(figures.length > 1 ? [bar] : []),
    ...trailingParts(figures),
  ];
  return {
    kind: 'table',
    columns: parts.map(({ column }) => column),
    rows: figures.map((figure) => parts.map(({ cell }) => cell(figure))),
    hasBarMarks: false,
  };
}

function nameCell({ name }: Figure, role: Row['role'] | undefined): Cell {
  return role === 'total' ? textCell(name, 'strong') : role === 'remainder' ? textCell(name, 'muted') : textCell(name);
}

function amountBar(
  { value }: Figure,
  { role, signed, scale }: { role: Row['role'] | undefined; signed: boolean; scale: number },
): Cell {
  if (role === 'total') return textCell('');
  return signed ? { kind: 'delta', value, scale } : { kind: 'bar', values: { value, scale } };
}

function compareSize(left: Figure, right: Figure): number {
  return size(right) - size(left) || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
}

function size({ value }: Figure): number {
  return value === null || !Number.isFinite(value) ? 0 : Math.abs(value);
}
