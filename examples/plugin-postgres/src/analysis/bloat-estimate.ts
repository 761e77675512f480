import type { LayoutRow } from '../reads/layout.ts';

/** How much of a relation is empty, by statistics. */
export interface BloatEstimate {
  readonly bytes: number;
  /** Of all its bytes, 0 to 100. */
  readonly percent: number;
}

/** Of a page's header (`PageHeaderData`, 73.6) and what a B-tree keeps at its end (`BTPageOpaqueData`). */
const pageHeader = 24;
const btreeSpecial = 16;
/** `MAXALIGN` on machines of 64 bits. */
const alignment = 8;

function align(size: number): number {
  const rest = size % alignment;
  return rest === 0 ? size : size + alignment - rest;
}

/** The width is a mean; how it is aligned is that of its whole bytes. */
function alignWidth(width: number): number {
  const rest = Math.round(width) % alignment;
  return width === 0 || rest === 0 ? width : width + alignment - rest;
}

/** A row's line pointer, its header with a bit for each column where nulls may be, and its columns. */
function tableRow({ columns, has_nulls: hasNulls, width }: LayoutRow): number {
  const header = 23 + (hasNulls ? Math.floor((7 + columns) / 8) : 0);
  return 4 + align(header) + alignWidth(width);
}

/** An index row's line pointer, its header, with room for the bits of 32 columns where nulls may be, and its columns. */
function indexRow({ has_nulls: hasNulls, width }: LayoutRow): number {
  return 4 + align(hasNulls ? 12 : 8) + alignWidth(width);
}

function tablePages(layout: LayoutRow, blockSize: number): number {
  const perPage = ((blockSize - pageHeader) * layout.fill_factor) / (tableRow(layout) * 100);
  return Math.ceil(layout.rows / perPage) + Math.ceil(Math.max(0, layout.toast_rows) / 4);
}

function indexPages(layout: LayoutRow, blockSize: number): number {
  const perPage = Math.floor(((blockSize - pageHeader - btreeSpecial) * layout.fill_factor) / (100 * indexRow(layout)));
  return 1 + Math.ceil(layout.rows / perPage);
}

/**
 * Estimates empty space as check_postgres, check_pgactivity and https://github.com/ioguix/pgsql-bloat-estimation do: the pages that its
 * rows would take at their average width and the fill factor, against those that it has.
 * @param blockSize bytes of a page.
 * @returns null where statistics are missing, or do not tell: columns of the type `name`, rows wider than a page.
 */
export function estimateBloat(layout: LayoutRow, blockSize: number): BloatEstimate | null {
  const { rows, columns, known_columns: known, has_name: hasName, toast_pages: toastPages } = layout;
  if (rows < 0 || known < columns || columns === 0 || hasName || layout.fill_factor <= 0) return null;
  const pages = layout.pages + toastPages;
  const needed = layout.kind === 'table' ? tablePages(layout, blockSize) : indexPages(layout, blockSize);
  if (!Number.isFinite(needed) || pages === 0) return pages === 0 ? { bytes: 0, percent: 0 } : null;
  const empty = Math.max(0, pages - needed);
  return { bytes: empty * blockSize, percent: Math.round((1000 * empty) / pages) / 10 };
}
