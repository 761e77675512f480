import { describe, expect, it } from 'vitest';
import { catalog, toAnswer } from '../__fixtures__/answers.ts';
import { checkBars } from '../score/bars.ts';
import { computeFigures } from '../score/figures.ts';
import { renderFigures } from './render.ts';
import { printable, table } from './text.ts';

describe('printable', () => {
  it('shows what is not visible by its code', () => {
    expect(printable('a\u001b[2Jb\nc\u202ed\u200b', 100)).toBe('a\\u{1b}[2Jb⏎c\\u{202e}d\\u{200b}');
  });

  it('cuts what is long', () => {
    expect(printable('x'.repeat(200), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});

describe('table', () => {
  it('aligns columns and leaves no trailing space', () => {
    expect(table([['a', 'bb'], ['ccc']])).toBe('a    bb\nccc\n');
  });
});

describe('renderFigures', () => {
  it('says which bar is missed and what was confused', () => {
    const answers = [toAnswer({ tags: ['plain'], expected: 'look', actual: 'push' }, 'q1')];
    const figures = computeFigures(answers, { catalog, now: 0 });
    const text = renderFigures(figures, checkBars(figures, { latency: false }));
    expect(text).toMatch(/MISSED +accuracy on plain questions +0 +≥ 0\.92/);
    expect(text).toContain('1 × look → push\n      q1 (0.90) q1?');
    expect(text).toMatch(/not measured +slot precision/);
  });
});
