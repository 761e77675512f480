import { describe, expect, it } from 'vitest';
import type { LayoutRow } from '../reads/layout.ts';
import { estimateBloat } from './bloat-estimate.ts';

const table: LayoutRow = {
  ...{ kind: 'table', schema: 'public', name: 't', table: null },
  ...{ pages: 1000, rows: 10_000, toast_pages: 0, toast_rows: 0, fill_factor: 100 },
  ...{ columns: 4, known_columns: 4, has_nulls: false, width: 100, has_name: false },
};

describe('estimateBloat', () => {
  it('counts the pages that rows would not need', () => {
    // 4 + 24 + 104 = 132 bytes a row, 8168 of a page: 161.6 pages.
    expect(estimateBloat(table, 8192)).toEqual({ bytes: 838 * 8192, percent: 83.8 });
  });

  it('does not count the room that the fill factor leaves', () => {
    expect(estimateBloat({ ...table, pages: 324, fill_factor: 50 }, 8192)).toEqual({ bytes: 0, percent: 0 });
  });

  it('counts a B-tree by its own rows and pages', () => {
    // 4 + 8 + 8 = 20 bytes a row, 367 a page at 90 %: 28 pages and the first.
    expect(estimateBloat({ ...table, kind: 'index', fill_factor: 90, width: 8, pages: 58 }, 8192)).toEqual({
      bytes: 29 * 8192,
      percent: 50,
    });
  });

  it.each<readonly [string, Partial<LayoutRow>]>([
    ['it was never vacuumed or analyzed', { rows: -1 }],
    ['a column has no statistics', { known_columns: 3 }],
    ['a column is of the type name', { has_name: true }],
    ['it has no columns', { columns: 0, known_columns: 0 }],
    ['rows are wider than a page', { kind: 'index', width: 9000 }],
  ])('is unknown where %s', (_why, change) => {
    expect(estimateBloat({ ...table, ...change }, 8192)).toBeNull();
  });

  it('finds nothing empty in what has no pages', () => {
    expect(estimateBloat({ ...table, pages: 0, rows: 0 }, 8192)).toEqual({ bytes: 0, percent: 0 });
  });
});
