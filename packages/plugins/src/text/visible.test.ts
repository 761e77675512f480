import { describe, expect, it } from 'vitest';
import { isPrintable, toVisibleLine, toVisibleText } from './visible.ts';

describe('toVisibleText', () => {
  it('shows what a terminal would obey, and keeps lines and tabs', () => {
    expect(toVisibleText('a\u001b[31mb\u0007\n\tc\r\nd\u009b1m\u202ee\u200b')).toBe(
      'a\\u001b[31mb\\u0007\n\tc\nd\\u009b1m\\u202ee\\u200b',
    );
  });
});

describe('what takes no room', () => {
  it('is shown, since words hide in it', () => {
    expect(toVisibleText('a\u{e0041}b\u{e0100}c\u180e\u3164\ud800d')).toBe(
      'a\\u{e0041}b\\u{e0100}c\\u180e\\u3164\\ud800d',
    );
    expect(isPrintable('\u{e0041}')).toBe(false);
  });

  it('stays where ordinary emoji need it', () => {
    expect(toVisibleText('☁️')).toBe('☁️');
  });
});

describe('toVisibleLine', () => {
  it('is one line of at most a length', () => {
    expect(toVisibleLine('a\n b\t c', 20)).toBe('a b c');
    expect(toVisibleLine('x'.repeat(1e6), 5)).toBe('xxxx…');
  });
});

describe('isPrintable', () => {
  it.each([
    ['Übung ✓ 日本', true],
    ['a\nb', false],
    ['a\u001bb', false],
    ['a\u2028b', false],
  ])('of %j is %s, however often it is asked', (text, expected) => {
    expect([isPrintable(text), isPrintable(text)]).toEqual([expected, expected]);
  });
});
