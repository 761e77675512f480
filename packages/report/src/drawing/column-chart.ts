import { displayWidth } from '../text/display-width.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { padText, truncateText } from '../text/wrap.ts';
import { keepPeaks } from './sparkline.ts';
import { type Terminal, type TerminalOptions, toTerminal } from './style.ts';

/** What a chart shows: one column for each value, oldest first. */
export interface ChartValues {
  /** Not a number for a gap. */
  readonly series: readonly number[];
  /** What stands under the first and the last column, such as dates; may be empty. */
  readonly from: string;
  readonly until: string;
  /** How a value is written at the axis. */
  readonly format: (value: number) => string;
}

const rows = 6;
const eighths = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * A series as columns over an axis, with the largest value, zero and the lowest value below zero written beside it. Never
 * wider than the terminal: where there are more values than room, a column is the furthest from zero of its stretch.
 */
export function renderColumnChart(values: ChartValues, options: TerminalOptions & { indent?: number } = {}): string {
  const terminal = toTerminal(options);
  const indent = ' '.repeat(options.indent ?? 0);
  const known = values.series.filter(Number.isFinite);
  const top = known.reduce((most, value) => Math.max(most, value), 0);
  const bottom = known.reduce((least, value) => Math.min(least, value), 0);
  const labels = [top, 0, bottom].map((value) => escapeForTerminal(values.format(value)));
  const gutter = Math.min(16, Math.max(...labels.map(displayWidth)));
  const room = Math.max(8, terminal.width - indent.length - gutter - 2);
  const columns = spread(keepPeaks(values.series, room), room);
  const below = top === bottom ? 0 : Math.min(rows - 1, Math.ceil((rows * -bottom) / (top - bottom)));
  const unit = Math.max(top / Math.max(1, rows - below), below === 0 ? 0 : -bottom / below);
  const lines = Array.from({ length: rows }, (_, row) => {
    const level = rows - below - row;
    const label = row === 0 && top > 0 ? labels[0] : row === rows - 1 && below > 0 ? labels[2] : '';
    return axis(label ?? '', gutter, terminal) + columns.map((value) => cell(value, level, unit, terminal)).join('');
  });
  lines.splice(rows - below, 0, zeroLine(labels[1] ?? '', gutter, columns.length, terminal));
  const foot = footLine(values, columns.length, terminal);
  return [...lines, ...(foot === '' ? [] : [' '.repeat(gutter + 2) + foot])]
    .map((line) => (indent + line).trimEnd())
    .join('\n');
}

/** Short series get wide columns, so that a week does not look like a splinter. */
function spread(series: readonly number[], room: number): readonly number[] {
  const each = Math.max(1, Math.min(4, Math.floor(Math.min(room, 60) / Math.max(1, series.length))));
  return series.flatMap((value) => Array.from({ length: each }, () => value));
}

/** One character of a column; `level` 1 is the row above zero, 0 the row below it. */
function cell(value: number, level: number, unit: number, { unicode }: Terminal): string {
  if (!Number.isFinite(value) || unit <= 0) return ' ';
  const height = value / unit;
  if (level >= 1) return filled(height - (level - 1), level === 1 && value > 0, unicode);
  const depth = -height + level;
  if (depth <= 0) return ' ';
  return unicode ? (depth >= 0.75 ? '█' : '▀') : '#';
}

function filled(part: number, isSomething: boolean, unicode: boolean): string {
  if (!unicode) return part >= 0.5 || (isSomething && part > 0) ? '#' : ' ';
  const level = Math.min(8, Math.max(isSomething ? 1 : 0, Math.round(part * 8)));
  return eighths[level] || ' ';
}

function axis(label: string, gutter: number, terminal: Terminal): string {
  return `${padText(truncateText(label, gutter, terminal), gutter, 'right')} ${terminal.unicode ? '│' : '|'}`;
}

function zeroLine(label: string, gutter: number, width: number, terminal: Terminal): string {
  const text = padText(truncateText(label, gutter, terminal), gutter, 'right');
  return `${text} ${terminal.unicode ? '└' : '+'}${(terminal.unicode ? '─' : '-').repeat(width)}`;
}

function footLine({ from, until }: ChartValues, width: number, terminal: Terminal): string {
  const first = truncateText(escapeForTerminal(from), width, terminal);
  const last = truncateText(escapeForTerminal(until), width, terminal);
  const space = width - displayWidth(first) - displayWidth(last);
  return space < 1 ? first : first + ' '.repeat(space) + last;
}
