/** How a sparkline is drawn. */
export interface SparklineOptions {
  /** The most columns; one for each value unless stated. Longer series keep the peak of each stretch. */
  readonly width?: number;
  /** The value at the top; the largest unless stated. */
  readonly maximum?: number;
  /** ASCII only when false. */
  readonly unicode?: boolean;
}

const blocks = '▁▂▃▄▅▆▇█';
const ascii = '_.-~=+*#';

/** Values over time, oldest first, from zero up: `▁▂▃▅▇`. Empty for an empty series; a gap (not a number) is a space. */
export function renderSparkline(series: readonly number[], options: SparklineOptions = {}): string {
  const values = peaks(series, Math.max(1, Math.floor(options.width ?? series.length)));
  const top = options.maximum ?? Math.max(0, ...values.filter(Number.isFinite));
  const glyphs = (options.unicode ?? true) ? blocks : ascii;
  return values.map((value) => glyph(value, top, glyphs)).join('');
}

function glyph(value: number, top: number, glyphs: string): string {
  if (!Number.isFinite(value)) return ' ';
  const part = top <= 0 ? 0 : Math.min(1, Math.max(0, value / top));
  return glyphs.charAt(Math.min(glyphs.length - 1, Math.floor(part * glyphs.length)));
}

function peaks(series: readonly number[], width: number): readonly number[] {
  if (series.length <= width) return series;
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * series.length) / width);
    const until = Math.floor(((index + 1) * series.length) / width);
    const measured = series.slice(from, until).filter(Number.isFinite);
    return measured.length === 0 ? Number.NaN : Math.max(...measured);
  });
}
