import { displayWidth } from '../text/display-width.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { padText, truncateMiddle, truncateText, wrapText } from '../text/wrap.ts';
import { paint, type Terminal, type TerminalOptions, type Tone, toTerminal } from './style.ts';

/** One column of a table. */
export interface TableColumn<Row> {
  readonly header: string;
  /** The cell's text. Escaped by the table, so that it may come from anywhere. */
  readonly value: (row: Row) => string;
  readonly tone?: (row: Row) => Tone | undefined;
  /** `left` unless stated. */
  readonly align?: 'left' | 'right';
  /** What gives when the table is too wide: `end` (unless stated), `middle`, `wrap`, or `never`. */
  readonly overflow?: 'end' | 'middle' | 'wrap' | 'never';
  /** Narrower than this, optional columns are left out first; 6 unless stated. */
  readonly minimum?: number;
  /** Columns that may be left out when nothing else helps, the highest number first. */
  readonly optional?: number;
}

/** How a table is drawn. */
export interface TableOptions extends TerminalOptions {
  /** Columns left free at the start of each line; 0 unless stated. */
  readonly indent?: number;
  /** Whether to print the header line; true unless stated. */
  readonly header?: boolean;
}

interface Laid<Row> {
  readonly column: TableColumn<Row>;
  readonly cells: readonly string[];
  readonly minimum: number;
  width: number;
}

const gap = 2;
const smallest = 6;

/**
 * Rows as aligned columns without rules, as `kubectl` and `gh` print them; no line is wider than `width`. Columns shrink,
 * widest first, then optional ones are left out. Lines are separated by `\n`, with none at the end.
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  options: TableOptions = {},
): string {
  const terminal = toTerminal(options);
  const indent = ' '.repeat(options.indent ?? 0);
  const laid = fit(
    columns.map((column) => lay(column, rows, { header: options.header ?? true, unicode: terminal.unicode })),
    terminal.width - indent.length,
  );
  const lines = rows.flatMap((row, index) => rowLines(row, index, laid, terminal));
  const head = (options.header ?? true) ? [headerLine(laid, terminal)] : [];
  return [...head, ...lines].map((line) => indent + line).join('\n');
}

function lay<Row>(
  column: TableColumn<Row>,
  rows: readonly Row[],
  { header, unicode }: { readonly header: boolean; readonly unicode: boolean },
): Laid<Row> {
  const cells = rows.map((row) => escapeForTerminal(column.value(row), { unicode }));
  const head = header ? displayWidth(column.header) : 0;
  const width = cells.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), head);
  const minimum = column.overflow === 'never' ? width : Math.min(width, Math.max(column.minimum ?? smallest, head));
  return { column, cells, minimum, width };
}

function fit<Row>(all: readonly Laid<Row>[], width: number): readonly Laid<Row>[] {
  let laid = [...all];
  while (total(laid, 'minimum') > width) {
    const leaving = laid.reduce((most, one) => Math.max(most, one.column.optional ?? 0), 0);
    if (leaving === 0) break;
    laid = laid.filter((one) => one.column.optional !== leaving);
  }
  while (total(laid, 'width') > width) {
    const room = laid.filter((one) => one.width > one.minimum);
    const widest = room.length > 0 ? room : laid;
    const chosen = widest.reduce((most, one) => (one.width > most.width ? one : most));
    if (chosen.width <= 1) break;
    chosen.width -= 1;
  }
  return laid;
}

function total<Row>(laid: readonly Laid<Row>[], key: 'width' | 'minimum'): number {
  return laid.reduce((sum, one) => sum + one[key], gap * Math.max(0, laid.length - 1));
}

function headerLine<Row>(laid: readonly Laid<Row>[], terminal: Terminal): string {
  const cells = laid.map(({ column, width }) =>
    padText(truncateText(column.header, width, terminal), width, column.align),
  );
  return paint(cells.join(' '.repeat(gap)).trimEnd(), 'muted', terminal);
}

function rowLines<Row>(row: Row, index: number, laid: readonly Laid<Row>[], terminal: Terminal): readonly string[] {
  const cells = laid.map((one) => cellLines(one, index, terminal));
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1);
  return Array.from({ length: height }, (_, line) => {
    const last = cells.findLastIndex((lines) => (lines[line] ?? '') !== '');
    return laid
      .slice(0, last + 1)
      .map(({ column, width }, position) => {
        const text = cells[position]?.[line] ?? '';
        const padded = position === last && column.align !== 'right' ? text : padText(text, width, column.align);
        return paint(padded, column.tone?.(row), terminal);
      })
      .join(' '.repeat(gap));
  });
}

function cellLines<Row>(laid: Laid<Row>, index: number, terminal: Terminal): readonly string[] {
  const text = laid.cells[index] ?? '';
  if (laid.column.overflow === 'wrap') return wrapText(text, laid.width);
  if (laid.column.overflow === 'middle') return [truncateMiddle(text, laid.width, terminal)];
  return [truncateText(text, laid.width, terminal)];
}
