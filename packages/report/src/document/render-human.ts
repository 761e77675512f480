import { barMarks, renderBar } from '../drawing/bar.ts';
import { renderColumnChart } from '../drawing/column-chart.ts';
import { renderDeltaBar } from '../drawing/delta-bar.ts';
import { renderSparkline } from '../drawing/sparkline.ts';
import { paint, type Terminal, type TerminalOptions, type Tone, toTerminal } from '../drawing/style.ts';
import { renderTable } from '../drawing/table.ts';
import { displayWidth } from '../text/display-width.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { formatQuantity } from '../text/quantity.ts';
import { padText, wrapText } from '../text/wrap.ts';
import type { Block, Cell, Chart, Document, Entry, Field, FieldLine, Item, Mark, Table } from './document.ts';
import { isSeverity, markSymbol, markTone } from './mark.ts';

/** Text with what stands before its first line and before the others. */
interface Hanging {
  /** Already escaped and painted; `columns` is its width without paint. */
  readonly first: string;
  readonly columns: number;
  readonly text: string;
  readonly tone?: Tone | undefined;
}

const indent = 2;
const widestLabel = 14;

/** A document as plain text for a terminal: no line is wider than the terminal, the last one ends in a newline. */
export function renderHuman(document: Document, options: TerminalOptions = {}): string {
  const terminal = toTerminal(options);
  const shown = document.filter(({ kind }) => kind !== 'overview');
  const lines = shown.flatMap((block, index) => [
    ...(index > 0 && needsSpace(block, shown[index - 1]) ? [''] : []),
    ...blockLines(block, terminal),
  ]);
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function needsSpace(block: Block, previous: Block | undefined): boolean {
  return previous?.kind !== 'heading' || block.kind === 'heading';
}

function blockLines(block: Block, terminal: Terminal): readonly string[] {
  switch (block.kind) {
    case 'title':
      return [
        ...hang({ ...blank(0), text: block.text, tone: 'strong' }, terminal),
        ...(block.subtitle === '' ? [] : hang({ ...blank(0), text: block.subtitle, tone: 'muted' }, terminal)),
      ];
    case 'answer':
      return hang({ ...marked(block.mark, 0, terminal), text: block.text, tone: 'strong' }, terminal);
    case 'overview':
      return [];
    case 'heading':
      return hang({ ...blank(0), text: block.text.toUpperCase(), tone: 'strong' }, terminal);
    case 'paragraph':
      return hang({ ...blank(indent), text: block.text, tone: block.tone }, terminal);
    case 'entry':
      return entryLines(block, terminal);
    case 'fields':
      return fieldLines(block.fields, indent, terminal);
    case 'items':
      return block.items.flatMap((item) => itemLines(item, terminal));
    case 'table':
      return tableLines(block, terminal);
    case 'chart':
      return chartLines(block, terminal);
    case 'footer':
      return [rule(terminal), ...fieldLines(block.fields, 0, terminal, 'muted')];
  }
}

function entryLines(entry: Entry, terminal: Terminal): readonly string[] {
  const number = entry.number === null ? '' : `${entry.number}  `;
  const word = `${markSymbol(entry.severity, terminal.unicode)} ${entry.severity.toUpperCase()}`;
  const head: Hanging = {
    first: `${number}${paint(word, entry.severity, terminal)}  `,
    columns: displayWidth(`${number}${word}  `),
    text: entry.title,
    tone: 'strong',
  };
  const margin = entry.number === null ? indent : number.length;
  const dot = terminal.unicode ? ' · ' : ' - ';
  return [
    ...hang(head, terminal),
    ...hang({ ...blank(margin), text: entry.about.join(dot), tone: 'muted' }, terminal),
    ...(entry.detail === '' ? [] : ['', ...hang({ ...blank(margin), text: entry.detail }, terminal)]),
    ...(entry.fields.length === 0 ? [] : ['', ...fieldLines(entry.fields, margin, terminal)]),
  ];
}

function fieldLines(
  fields: readonly Field[],
  margin: number,
  terminal: Terminal,
  labelTone: Tone = 'accent',
): readonly string[] {
  const labels = fields.map((field) => escapeForTerminal(field.label, { maximum: 60, unicode: terminal.unicode }));
  const column = Math.min(widestLabel, Math.max(0, ...labels.map(displayWidth)));
  return fields.flatMap((field, index) => {
    const label = labels[index] ?? '';
    // A label that is too long for the column stands on a line of its own.
    const apart = displayWidth(label) > column;
    const own = apart ? hang({ ...blank(margin), text: label, tone: labelTone }, terminal) : [];
    const lines = field.lines.flatMap((line, position) => {
      const shown = position === 0 && !apart ? label : '';
      const lead = ' '.repeat(margin) + paint(padText(shown, column), labelTone, terminal);
      return fieldLine(line, { lead, columns: margin + column }, terminal);
    });
    return [...own, ...lines];
  });
}

function fieldLine(
  line: FieldLine,
  before: { readonly lead: string; readonly columns: number },
  terminal: Terminal,
): readonly string[] {
  const step = line.nested ? 4 : 2;
  const mark = line.mark === undefined ? '' : `${markSymbol(line.mark, terminal.unicode)} `;
  const painted = paint(mark, line.mark === undefined ? undefined : markTone(line.mark), terminal);
  const first = `${before.lead}${' '.repeat(step)}${painted}`;
  const text = line.hops === undefined || terminal.unicode ? line.text : line.hops.join(' -> ');
  return hang({ first, columns: before.columns + step + mark.length, text, tone: line.tone }, terminal);
}

function itemLines(item: Item, terminal: Terminal): readonly string[] {
  const head = marked(item.mark, indent, terminal);
  return [
    ...hang({ ...head, text: item.text }, terminal),
    ...item.details.flatMap((detail) => hang({ ...blank(head.columns), text: detail, tone: 'muted' }, terminal)),
  ];
}

function tableLines(table: Table, terminal: Terminal): readonly string[] {
  const columns = table.columns.map((column, index) => ({
    ...column,
    value: (row: readonly Cell[]) => cellText(row[index], terminal),
    tone: (row: readonly Cell[]) => cellTone(row[index]),
  }));
  const { request, limit } = barMarks(terminal.unicode);
  const legend = `${request} request   ${limit} limit or capacity`;
  return [
    ...renderTable(table.rows, columns, { ...terminal, indent }).split('\n'),
    ...(table.hasBarMarks ? [' '.repeat(indent) + paint(legend, 'muted', terminal)] : []),
  ];
}

function chartLines(chart: Chart, terminal: Terminal): readonly string[] {
  const format = (value: number): string => formatQuantity(value, chart.unit);
  const drawn = renderColumnChart({ ...chart, format }, { ...terminal, indent });
  return [...hang({ ...blank(indent), text: chart.title }, terminal), ...drawn.split('\n')];
}

function cellText(cell: Cell | undefined, terminal: Terminal): string {
  if (cell === undefined) return '';
  if (cell.kind === 'text') return cell.text;
  if (cell.kind === 'bar') {
    return renderBar(cell.values, { width: terminal.width < 70 ? 10 : 18, unicode: terminal.unicode });
  }
  if (cell.kind === 'delta') {
    return renderDeltaBar(cell.value, cell.scale, { width: terminal.width < 100 ? 13 : 19, unicode: terminal.unicode });
  }
  const maximum = cell.maximum === undefined ? {} : { maximum: cell.maximum };
  return renderSparkline(cell.series, {
    width: Math.min(12, cell.series.length),
    unicode: terminal.unicode,
    ...maximum,
  });
}

function cellTone(cell: Cell | undefined): Tone | undefined {
  if (cell?.kind === 'text') return cell.tone;
  if (cell?.kind !== 'bar') return undefined;
  const { value, limit, capacity } = cell.values;
  const top = limit ?? capacity;
  if (value === null || top === undefined || top === null || top <= 0) return undefined;
  return value / top >= 0.9 ? 'high' : value / top >= 0.8 ? 'medium' : 'good';
}

function hang(hanging: Hanging, terminal: Terminal): readonly string[] {
  const text = escapeForTerminal(hanging.text, { unicode: terminal.unicode });
  // A margin that eats the line is given up after the first line, so that words stay readable.
  const margin = hanging.columns > terminal.width - 12 ? indent : hanging.columns;
  if (margin !== hanging.columns) {
    const rest = wrapText(text, terminal.width - margin);
    return [hanging.first, ...rest.map((line) => ' '.repeat(margin) + paint(line, hanging.tone, terminal))];
  }
  return wrapText(text, terminal.width - margin).map((line, index) =>
    index === 0
      ? hanging.first + paint(line, hanging.tone, terminal)
      : ' '.repeat(margin) + paint(line, hanging.tone, terminal),
  );
}

function blank(columns: number): { readonly first: string; readonly columns: number } {
  return { first: ' '.repeat(columns), columns };
}

function marked(mark: Mark, margin: number, terminal: Terminal): { readonly first: string; readonly columns: number } {
  const symbol = markSymbol(mark, terminal.unicode);
  const tone = isSeverity(mark) ? mark : markTone(mark);
  return { first: `${' '.repeat(margin)}${paint(symbol, tone, terminal)} `, columns: margin + symbol.length + 1 };
}

function rule(terminal: Terminal): string {
  return paint((terminal.unicode ? '─' : '-').repeat(Math.min(terminal.width, 80)), 'muted', terminal);
}
