import type { BarValues } from '../drawing/bar.ts';
import { heightOf, scaleSeries } from '../drawing/sparkline.ts';
import { escapeForHtml } from '../text/escape-html.ts';

const barWidth = 160;
const lineWidth = 90;
const height = 14;

/** Usage against request and limit as a drawing; the label says the same in words. */
export function htmlBar(values: BarValues): string {
  const limit = values.limit ?? values.capacity ?? null;
  const request = values.request ?? null;
  const scale = values.scale ?? Math.max(values.value ?? 0, request ?? 0, limit ?? 0);
  const place = (value: number): number => round(scale <= 0 ? 0 : Math.min(1, Math.max(0, value / scale)) * barWidth);
  const parts = [`<rect class="track" width="${barWidth}" height="${height}" rx="2"/>`];
  if (values.value !== null) {
    parts.push(`<rect class="value" width="${place(values.value)}" height="${height}" rx="2"/>`);
  }
  if (request !== null) parts.push(verticalLine('request', place(request)));
  if (limit !== null) parts.push(verticalLine('limit', place(limit)));
  const share = values.value === null || scale <= 0 ? 'not measured' : `${Math.round((values.value / scale) * 100)} %`;
  return drawing(barWidth, share, parts.join(''));
}

/** A signed amount as a bar to the left or the right of a middle line; the number beside it says the same. */
export function htmlDelta(value: number | null, scale: number): string {
  const middle = barWidth / 2;
  const share = value === null || scale <= 0 ? 0 : Math.min(1, Math.abs(value) / scale);
  const length = round(value === null || value === 0 ? 0 : Math.max(1, share * middle));
  const isLess = (value ?? 0) < 0;
  const bar = `<rect class="${isLess ? 'less' : 'value'}" x="${isLess ? round(middle - length) : middle}" width="${length}" height="${height}" rx="2"/>`;
  const axis = `<line class="axis" x1="${middle}" x2="${middle}" y1="0" y2="${height}"/>`;
  const label =
    value === null ? 'not measured' : `${isLess ? 'less' : 'more'}, ${Math.round(share * 100)} % of the largest`;
  return drawing(barWidth, label, bar + axis);
}

/** A series as a line, from zero up; half-way up where it barely moves. */
export function htmlSparkline(series: readonly number[], maximum?: number): string {
  if (series.length === 0) return '';
  const scale = scaleSeries(series, maximum);
  const step = series.length === 1 ? 0 : lineWidth / (series.length - 1);
  const points = series.map((value, index) => {
    const part = Number.isFinite(value) ? heightOf(value, scale) : 0;
    return `${round(index * step)},${round(height - 1 - part * (height - 2))}`;
  });
  return drawing(lineWidth, `${series.length} values`, `<polyline points="${points.join(' ')}"/>`);
}

function verticalLine(name: 'request' | 'limit', x: number): string {
  const inside = Math.min(barWidth - 1, Math.max(1, x));
  return `<line class="${name}" x1="${inside}" x2="${inside}" y1="0" y2="${height}" stroke-width="2"/>`;
}

function drawing(width: number, label: string, content: string): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg ${size} role="img" aria-label="${escapeForHtml(label)}">${content}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
