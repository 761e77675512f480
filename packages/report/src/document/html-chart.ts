import { escapeForHtml } from '../text/escape-html.ts';
import { formatQuantity } from '../text/quantity.ts';
import type { Chart } from './document.ts';

const width = 720;
const height = 180;
const left = 90;
const top = 12;
const bottom = 24;
/** Pages stay small: longer series than this are not drawn column by column. */
const mostColumns = 400;

/** A chart as an inline drawing without a script; its title and description say in words what it shows. */
export function htmlChart(chart: Chart): string {
  const series = chart.series.slice(-mostColumns);
  const known = series.filter(Number.isFinite);
  const highest = known.reduce((most, value) => Math.max(most, value), 0);
  const lowest = known.reduce((least, value) => Math.min(least, value), 0);
  const span = highest - lowest || 1;
  const place = (value: number): number => round(top + ((highest - value) / span) * (height - top - bottom));
  const step = (width - left) / Math.max(1, series.length);
  const columns = series.map((value, index) => (Number.isFinite(value) ? column({ value, index, step, place }) : ''));
  const levels = [...new Set([highest, 0, lowest])];
  const content = [
    `<title>${escapeForHtml(chart.title)}</title><desc>${escapeForHtml(chart.description)}</desc>`,
    ...columns,
    `<line class="axis" x1="${left}" x2="${width}" y1="${place(0)}" y2="${place(0)}"/>`,
    ...levels.map((level) => label(left - 6, place(level) + 4, 'end', formatQuantity(level, chart.unit))),
    label(left, height - 6, 'start', chart.from),
    label(width, height - 6, 'end', chart.until),
  ];
  const caption = `<figcaption>${escapeForHtml(chart.title)}</figcaption>`;
  return `<figure class="chart">${caption}<svg viewBox="0 0 ${width} ${height}" role="img">${content.join('')}</svg></figure>`;
}

function column(one: { value: number; index: number; step: number; place: (value: number) => number }): string {
  const { value, index, step, place } = one;
  const start = Math.min(place(value), place(0));
  const size = value === 0 ? 0 : Math.max(1, round(Math.abs(place(value) - place(0))));
  const gap = step > 4 ? 1 : 0;
  const kind = value < 0 ? 'less' : 'value';
  return `<rect class="${kind}" x="${round(left + index * step)}" y="${start}" width="${round(step - gap)}" height="${size}"/>`;
}

function label(x: number, y: number, anchor: 'start' | 'end', text: string): string {
  return text === '' ? '' : `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeForHtml(text)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
