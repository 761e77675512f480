/** What a bar shows. All numbers are in one unit. */
export interface BarValues {
  /** Null when it could not be measured, which is not zero. */
  readonly value: number | null;
  readonly request?: number | null;
  readonly limit?: number | null;
  readonly capacity?: number | null;
  /** What the full width stands for, so that several bars compare; the largest of the numbers unless stated. */
  readonly scale?: number;
}

/** How a bar is drawn. */
export interface BarOptions {
  /** Columns, at least 4; 20 unless stated. */
  readonly width?: number;
  /** ASCII only when false. */
  readonly unicode?: boolean;
}

/** The characters that bars are made of. */
interface BarGlyphs {
  readonly parts: readonly string[];
  readonly empty: string;
  readonly request: string;
  readonly limit: string;
  readonly unknown: string;
}

const unicodeGlyphs: BarGlyphs = {
  parts: ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  empty: '·',
  request: '┆',
  limit: '│',
  unknown: '?',
};

const asciiGlyphs: BarGlyphs = { parts: ['', '#'], empty: '.', request: ':', limit: '|', unknown: '?' };

/** The glyph for request and for limit or capacity, for a legend. */
export function barMarks(unicode: boolean): { readonly request: string; readonly limit: string } {
  const { request, limit } = unicode ? unicodeGlyphs : asciiGlyphs;
  return { request, limit };
}

/**
 * Usage as a bar of exactly `width` columns, with a mark where the request and where the limit (or else the capacity)
 * is: `███████▍┆·│··`. A value beyond the scale fills the bar. What was not measured starts with `?`.
 */
export function renderBar(values: BarValues, options: BarOptions = {}): string {
  const width = Math.max(4, Math.floor(options.width ?? 20));
  const glyphs = (options.unicode ?? true) ? unicodeGlyphs : asciiGlyphs;
  const limit = known(values.limit) ?? known(values.capacity);
  const request = known(values.request);
  const value = known(values.value);
  const scale = values.scale ?? Math.max(value ?? 0, request ?? 0, limit ?? 0);
  const cells = value === null ? unmeasured(width, glyphs) : fill(share(value, scale), width, glyphs);
  if (request !== null) mark(cells, share(request, scale), glyphs.request);
  if (limit !== null) mark(cells, share(limit, scale), glyphs.limit);
  return cells.join('');
}

function known(value: number | null | undefined): number | null {
  return value === undefined || value === null || !Number.isFinite(value) || value < 0 ? null : value;
}

function share(value: number, scale: number): number {
  return scale <= 0 ? 0 : Math.min(1, value / scale);
}

function unmeasured(width: number, glyphs: BarGlyphs): string[] {
  return Array.from({ length: width }, (_, index) => (index === 0 ? glyphs.unknown : glyphs.empty));
}

function fill(part: number, width: number, glyphs: BarGlyphs): string[] {
  const steps = glyphs.parts.length - 1;
  const exact = Math.round(part * width * steps);
  // A value above zero must not look like nothing.
  const filled = part > 0 ? Math.max(1, exact) : 0;
  return Array.from({ length: width }, (_, index) => {
    const level = Math.max(0, Math.min(steps, filled - index * steps));
    return level === 0 ? glyphs.empty : (glyphs.parts[level] ?? glyphs.empty);
  });
}

function mark(cells: string[], part: number, glyph: string): void {
  cells[Math.min(cells.length - 1, Math.floor(part * cells.length))] = glyph;
}
