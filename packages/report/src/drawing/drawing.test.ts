import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../text/display-width.ts';
import { renderBar } from './bar.ts';
import { renderDeltaBar } from './delta-bar.ts';
import { renderSparkline } from './sparkline.ts';
import { renderTable } from './table.ts';

fc.configureGlobal({ seed: 20261122 });

const amount = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }));

describe('renderBar', () => {
  it('shows usage against request and limit', () => {
    expect(renderBar({ value: 0.74, request: 0.8, limit: 1 }, { width: 10 })).toBe('███████▍┆│');
    expect(renderBar({ value: 0.5, request: 0.25, limit: 1 }, { width: 8, unicode: false })).toBe('##:#...|');
  });

  it('tells nothing from unknown, and a little from nothing', () => {
    expect(renderBar({ value: 0, limit: 1 }, { width: 4 })).toBe('···│');
    expect(renderBar({ value: null, limit: 1 }, { width: 4 })).toBe('?··│');
    expect(renderBar({ value: 1e-9, limit: 1 }, { width: 4 })).toBe('▏··│');
  });

  it('has the asked width for any numbers', () => {
    fc.assert(
      fc.property(amount, amount, amount, fc.boolean(), (value, request, limit, unicode) => {
        expect(displayWidth(renderBar({ value, request, limit }, { width: 12, unicode }))).toBe(12);
      }),
    );
  });
});

describe('renderSparkline', () => {
  it('draws from zero up and keeps peaks when there is little room', () => {
    expect(renderSparkline([0, 1, 2, 4, 8])).toBe('▁▂▃▅█');
    expect(renderSparkline([0, 8, 0, 0], { width: 2 })).toBe('█▁');
    expect(renderSparkline([0, Number.NaN, 8], { unicode: false })).toBe('_ #');
    expect(renderSparkline([])).toBe('');
  });
});

describe('renderSparkline of a series that barely moves', () => {
  it('draws it half-way up, never as full bars', () => {
    expect(renderSparkline([3, 3, 3])).toBe('▄▄▄');
    expect(renderSparkline([100, 101, 100])).toBe('▄▄▄');
    expect(renderSparkline([3, 3], { unicode: false })).toBe('~~');
    expect(renderSparkline([0, 0, 0])).toBe('▁▁▁');
  });

  it('moves at five per cent of the largest, and where a maximum gives height a meaning', () => {
    expect(renderSparkline([95, 100])).toBe('██');
    expect(renderSparkline([95.1, 100])).toBe('▄▄');
    expect(renderSparkline([8, 8], { maximum: 8 })).toBe('██');
  });

  it('starts at the lowest value where that is below zero', () => {
    expect(renderSparkline([-4, 0, 4])).toBe('▁▅█');
  });
});

describe('renderDeltaBar', () => {
  it('goes to the right above zero and to the left below it', () => {
    expect(renderDeltaBar(4, 4, { width: 9 })).toBe('    │████');
    expect(renderDeltaBar(-1, 4, { width: 9 })).toBe('   █│    ');
    expect(renderDeltaBar(-1e-9, 4, { width: 9 })).toBe('   ▐│    ');
    expect(renderDeltaBar(0, 4, { width: 9 })).toBe('    │    ');
    expect(renderDeltaBar(null, 4, { width: 9 })).toBe('    ?    ');
    expect(renderDeltaBar(2, 4, { width: 9, unicode: false })).toBe('    |##  ');
  });

  it('has the asked width for any numbers', () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.double(),
        fc.integer({ min: 5, max: 40 }),
        fc.boolean(),
        (value, scale, width, unicode) => {
          expect(displayWidth(renderDeltaBar(value, scale, { width, unicode }))).toBe(width);
        },
      ),
    );
  });
});

describe('renderTable', () => {
  const columns = [
    { header: 'name', value: (row: readonly string[]) => row[0] ?? '', overflow: 'middle' as const },
    {
      header: 'used',
      value: (row: readonly string[]) => row[1] ?? '',
      align: 'right' as const,
      overflow: 'never' as const,
    },
    { header: 'note', value: (row: readonly string[]) => row[2] ?? '', overflow: 'wrap' as const, optional: 1 },
  ];

  it('aligns wide characters and emoji', () => {
    const text = renderTable(
      [
        ['漢字', '1', 'x'],
        ['api', '250m', '🚀'],
        ['e\u0301', '', ''],
      ],
      columns,
    );
    expect(text.split('\n')).toEqual(['name  used  note', '漢字     1  x', 'api   250m  🚀', 'e\u0301']);
  });

  it('leaves optional columns out before others are too narrow to be read', () => {
    const minimum = columns.map((column, index) => (index === 0 ? { ...column, minimum: 30 } : column));
    const rows = [['a-name-that-is-thirty-four-long-x1', '250m', 'a remark of some length']];
    expect(renderTable(rows, columns, { width: 43 })).toContain('remark');
    expect(renderTable(rows, minimum, { width: 43 })).toContain('a-name-that-is-thirty-four-long-x1  250m');
  });

  it('is never wider than asked, whatever the cells hold', () => {
    const row = fc.array(fc.string({ unit: 'binary', maxLength: 90 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), fc.integer({ min: 40, max: 120 }), (rows, width) => {
        const bounded = rows.map(([name = '', used = '', note = '']) => [name, used.slice(0, 3), note]);
        const lines = renderTable(bounded, columns, { width }).split('\n');
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      }),
    );
  });
});
