/** How a sparkline is drawn. */
export interface SparklineOptions {
  /** The most columns; one for each value unless stated. Longer series keep the peak of each stretch. */
  readonly width?: number;
  /** The value at the top; the largest unless stated. */
  readonly maximum?: number;
  /** ASCII only when false. */
  readonly unicode?: boolean;
}

/** What the heights of a series are measured by. */
export interface SeriesScale {
  readonly bottom: number;
  readonly top: number;
  /** Whether the series barely moves, so that its height would say something that is not there. */
  readonly isFlat: boolean;
}

const blocks = '▁▂▃▄▅▆▇█';
const ascii = '_.-~=+*#';

/** Below this share of the largest value a series counts as flat. */
const flatShare = 0.05;

/**
 * Values over time, oldest first, from zero up: `▁▂▃▅▇`. A series that barely moves is drawn at half height, unless a
 * `maximum` gives its height a meaning. Empty for an empty series; a gap (not a number) is a space.
 */
export function renderSparkline(series: readonly number[], options: SparklineOptions = {}): string {
  const values = keepPeaks(series, Math.max(1, Math.floor(options.width ?? series.length)));
  const scale = scaleSeries(values, options.maximum);
  const glyphs = (options.unicode ?? true) ? blocks : ascii;
  return values.map((value) => glyph(value, scale, glyphs)).join('');
}

/** The scale of a series: from zero, or from its lowest value where that is below zero. */
export function scaleSeries(series: readonly number[], maximum?: number): SeriesScale {
  const known = series.filter(Number.isFinite);
  const lowest = known.reduce((least, value) => Math.min(least, value), known[0] ?? 0);
  const highest = known.reduce((most, value) => Math.max(most, value), known[0] ?? 0);
  const size = Math.max(Math.abs(lowest), Math.abs(highest));
  const isFlat = maximum === undefined && known.length > 0 && highest - lowest < size * flatShare;
  return { bottom: Math.min(0, lowest), top: maximum ?? Math.max(0, highest), isFlat: isFlat && size > 0 };
}

/** A value's height between 0 and 1. */
export function heightOf(value: number, { bottom, top, isFlat }: SeriesScale): number {
  if (isFlat) return 0.5;
  return top <= bottom ? 0 : Math.min(1, Math.max(0, (value - bottom) / (top - bottom)));
}

/** At most `width` values; each is the one furthest from zero of its stretch. Gaps count only where a stretch is all gap. */
export function keepPeaks(series: readonly number[], width: number): readonly number[] {
  if (series.length <= width) return series;
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * series.length) / width);
    const until = Math.floor(((index + 1) * series.length) / width);
    const measured = series.slice(from, until).filter(Number.isFinite);
    return measured.length === 0
      ? Number.NaN
      : measured.reduce((peak, value) => (Math.abs(value) > Math.abs(peak) ? value : peak));
  });
}

function glyph(value: number, scale: SeriesScale, glyphs: string): string {
  if (!Number.isFinite(value)) return ' ';
  if (scale.isFlat) return glyphs.charAt(Math.floor(glyphs.length / 2) - 1);
  return glyphs.charAt(Math.min(glyphs.length - 1, Math.floor(heightOf(value, scale) * glyphs.length)));
}
