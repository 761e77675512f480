import type { Figure } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../document/render-html.ts';
import { renderHuman } from '../document/render-human.ts';
import { renderMarkdown } from '../document/render-markdown.ts';
import { displayWidth } from '../text/display-width.ts';
import { formatMoney } from '../text/money.ts';
import { figureBlocks } from './figure-tables.ts';

fc.configureGlobal({ seed: 20261123 });

const figure = (name: string, value: number | null, parts: Partial<Figure> = {}): Figure => ({
  group: 'drivers',
  name,
  unit: 'usd',
  value,
  ...parts,
});
const human = (figures: readonly Figure[], options: object = {}): string =>
  renderHuman(figureBlocks(figures, { verbose: false }), options);

const week = ['2026-11-13', '2026-11-14', '2026-11-15', '2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'];

describe('figures of money', () => {
  it('shows signed drivers that add up to the total, with a line for what is not shown', () => {
    const drivers = Array.from({ length: 12 }, (_, index) => figure(`service ${index + 1}`, 120 - index * 10));
    expect(human([...drivers, figure('credits', -45.5), figure('total', 734.5)])).toBe(`DRIVERS (USD)
  name                        change
  service 1                 +$120.00        │██████
  service 2                 +$110.00        │█████▌
  service 3                 +$100.00        │█████
  service 4                  +$90.00        │████▌
  service 5                  +$80.00        │████
  service 6                  +$70.00        │███▌
  service 7                  +$60.00        │███
  service 8                  +$50.00        │██▌
  credits                    -$45.50     ▐██│
  service 9                  +$40.00        │██
  everything else (3 rows)   +$60.00        │███
  total                     +$734.50
`);
  });

  it('names rounding for what it is', () => {
    const thirds = [1, 2, 3].map((index) => figure(`third ${index}`, 1 / 3, { group: 'spend' }));
    expect(human([...thirds, figure('total', 1, { group: 'spend' })])).toMatch(/rounding +\$0\.01\b/);
  });

  it('says everything else where the rows miss part of the total', () => {
    const text = human([figure('known', 10, { group: 'spend' }), figure('total', 12.5, { group: 'spend' })]);
    expect(text).toMatch(/everything else +\$2\.50/);
    expect(human([figure('known', 10), figure('total', 10)])).not.toContain('else');
  });

  it('takes in a row that already stands for the others', () => {
    const rows = [figure('a', 5, {}), figure('everything else', 90, { note: '40 more lines' }), figure('b', 4)];
    const text = human([...rows, figure('change of the bill', 99)]);
    expect(text).toMatch(
      / b +\+\$4\.00.*\n +everything else +\+\$90\.00.*40 more lines\n +change of the bill +\+\$99\.00/,
    );
  });

  it('adds up as written, whatever the amounts', () => {
    const amount = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 25 }), amount, (amounts, total) => {
        const text = human([...amounts.map((value, index) => figure(`d${index}`, value)), figure('total', total)]);
        const cents = Array.from(text.matchAll(/([+-]?)\$([\d,]+)\.(\d\d)/g), ([, sign, whole = '', part = '']) => {
          const size = Number(whole.replaceAll(',', '') + part);
          return sign === '-' ? -size : size;
        });
        const sum = cents.slice(0, -1).reduce((all, one) => all + one, 0);
        expect(sum).toBe(cents.at(-1));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [1234567.891, 'USD', '$1,234,567.89'],
    [-0.001, 'USD', '$0.00'],
    [-3, 'USD', '-$3.00'],
    [1.005, 'USD', '$1.01'],
    [1200.4, 'JPY', 'JPY 1,200'],
    [1.2345, 'KWD', 'KWD 1.235'],
    [12, 'EUR', 'EUR 12.00'],
    [Number.NaN, 'USD', 'unknown'],
  ])('writes %s %s as %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });

  it('shows long names of drivers whole', () => {
    const name = 'Amazon Elastic Compute Cloud - Compute / EUW1-BoxUsage:m5.large / eu-west-1 / 111122223333';
    const text = human([figure(name, 3, { note: '1.00 before, 4.00 after' }), figure('b', -1)]);
    expect(text.replace(/[^\w:./-]+/g, ' ')).toContain('EUW1-BoxUsage:m5.large');
    expect(text).not.toContain('…');
  });

  it('draws no bar for an amount that nothing compares with', () => {
    expect(human([figure('price of asking', 0.03, { group: 'cost explorer' })])).not.toContain('█');
  });

  it('carries another currency', () => {
    expect(human([figure('compute', 1200, { unit: 'currency:EUR' })])).toMatch(/DRIVERS \(EUR\)[\s\S]*\+EUR 1,200\.00/);
  });
});

describe('figures of days', () => {
  const days = week.map((name, index) => figure(name, index === 5 ? 60 : 10, { group: 'cost by day' }));

  it('draws one figure a day as columns over an axis', () => {
    expect(human(days)).toBe(`COST BY DAY (USD)
  cost by day, 7 days
  $60.00 │                    ████
         │                    ████
         │                    ████
         │                    ████
         │                    ████
         │████████████████████████████
   $0.00 └────────────────────────────
          2026-11-13        2026-11-19
`);
  });

  it('draws below the axis what is below zero', () => {
    const text = human(week.map((name, index) => figure(name, index === 2 ? -30 : 30)));
    expect(text).toContain('-$30.00 │        ████\n');
  });

  it('draws a series of days and reads its dates from the note', () => {
    const series = Array.from({ length: 90 }, (_, index) => 100 + (index === 70 ? 400 : index % 7));
    const daily = figure('all services', 9700, { group: 'cost by day', series, note: '2026-08-25 to 2026-11-22' });
    const text = human([daily]);
    expect(text).toContain('all services: $9,700.00; 2026-08-25 to 2026-11-22');
    expect(text).toMatch(/^ +2026-08-25 +2026-11-22$/m);
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
    expect(human([daily], { unicode: false })).toMatch(/^[\x0a\x20-\x7e]*$/);
  });

  it('has a title and a description and no script in HTML', () => {
    const html = renderHtml(figureBlocks(days, { verbose: true }));
    expect(html).toContain('<title>cost by day, 7 days</title>');
    expect(html).toContain('<desc>7 values from $10.00 to $60.00 from 2026-11-13 to 2026-11-19; the last is $10.00.');
    expect(html.match(/<rect class="value"/g)?.length).toBeGreaterThanOrEqual(7);
    expect(html).not.toContain('<script');
  });

  it('keeps its columns in Markdown, whatever the names hold', () => {
    const text = renderMarkdown(
      figureBlocks([figure('a\n````\n<b>', 1, { series: [1, 2, 3, 4, 5, 6, 7] })], { verbose: true }),
    );
    expect(text.match(/^````/gm)).toHaveLength(2);
    expect(text).not.toContain('<b>');
  });

  it('stays within the width for any series', () => {
    const value = fc.oneof(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.constant(0));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 7, maxLength: 200 }),
        fc.integer({ min: 40, max: 120 }),
        (series, width) => {
          const lines = human([figure('x', 1, { series })], { width }).split('\n');
          expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 100 },
    );
  });
});
