import { describe, expect, it } from 'vitest';
import { sampleFinding, sampleSummary, throttledRun } from '../__fixtures__/sample-run.ts';
import { createReport } from '../create-report.ts';
import { renderReport } from '../render/render-report.ts';
import { pageColors, pageStyle } from './html-style.ts';

/** Relative luminance (WCAG 2.2). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [light = 0, dark = 0] = [luminance(left), luminance(right)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const report = createReport(throttledRun());
const render = (changed: Partial<typeof report> = {}): string =>
  renderReport({ ...report, ...changed }, 'html', { run: sampleSummary });

describe('the page', () => {
  const schemes = ['light', 'dark'] as const;
  const inks = ['ink', 'soft', 'critical', 'high', 'medium', 'low', 'info', 'good'];
  const pairs = schemes.flatMap((scheme) =>
    inks.flatMap((ink) => ['paper', 'well'].map((ground) => ({ scheme, ink, ground }))),
  );

  it.each(pairs)('can be read: $ink on $ground when $scheme', ({ scheme, ink, ground }) => {
    const colors = pageColors[scheme];
    expect(contrast(colors[ink] ?? '', colors[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(schemes)('shows edges and bars on every ground when %s', (scheme) => {
    const { edge = '', paper = '', well = '', low = '', good = '', line = '' } = pageColors[scheme];
    for (const [one, other] of [
      [edge, paper],
      [edge, well],
      [low, line],
      [good, line],
    ] as const) {
      expect(contrast(one, other)).toBeGreaterThanOrEqual(3);
    }
  });

  it('prints light, with everything that was folded', () => {
    expect(pageStyle).toContain('@media screen and (prefers-color-scheme:dark)');
    expect(pageStyle).toMatch(/@media print\{.*details::details-content\{content-visibility:visible/);
  });

  it('begins with the answer in numbers, which lead to what they count', () => {
    const html = render();
    expect(html).toContain('<ul class="overview">');
    const linked = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id);
    expect([...new Set(linked)]).toEqual(['causes', 'not-checked']);
    for (const id of linked) expect(html).toContain(`<section id="${id}"`);
    expect(html).toContain('<li>2026-11-22 10:00 UTC</li>');
  });

  it('marks what was not checked, and never folds it', () => {
    const gaps = Array.from({ length: 40 }, (_, index) => ({ what: `thing ${index}`, why: 'denied', needs: '' }));
    const html = render({ not_checked: gaps });
    const [, section = ''] = /<section id="not-checked" class="part-unknown">(.*?)<\/section>/s.exec(html) ?? [];
    expect(section).toContain('thing 39');
    expect(section).not.toContain('<details');
    expect(html).toContain('40 not checked');
  });

  it('has evidence as a table, and folds what follows from a cause with a count by severity', () => {
    const [cause] = report.causes;
    if (cause === undefined) throw new TypeError('the sample has a cause');
    const findings = [1, 2, 3, 4].map((number) => sampleFinding(number, { severity: number > 2 ? 'high' : 'medium' }));
    const consequences = findings.map(({ id }) => id);
    const evidence = Array.from({ length: 9 }, (_, index) => ({
      step: 'pods',
      pointer: `/items/${index}`,
      value: '<b>',
    }));
    const html = render({ causes: [{ ...cause, consequences, evidence }], findings });
    expect(html).toContain('<summary>4 consequences: 2 high, 2 medium</summary>');
    expect(html).toContain('<summary>4 more</summary>');
    expect(html).toContain('<td>pods</td><td><code>/items/8</code></td><td><code>&lt;b&gt;</code></td>');
  });

  it('opens and closes every element, whatever the report holds', () => {
    const html = render();
    const open: string[] = [];
    const empty = new Set(['meta', '!doctype', 'rect', 'line', 'polyline']);
    for (const [, slash, name = ''] of html.matchAll(/<(\/?)([!a-z0-9]+)[^>]*>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (!empty.has(name)) open.push(name);
    }
    expect(open).toEqual([]);
  });
});
