import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, isDisguised } from './fold-text.ts';

describe('foldText', () => {
  it.each([
    ['re\u200bstart', 'restart'],
    ['r\u0435start', 'restart'],
    ['ｄｅｌｅｔｅ', 'delete'],
    ['red\u001b[31m alert', 'red  alert'],
    ['a\u202eb', 'ab'],
  ])('shows %j as a person sees it', (text, seen) => {
    expect(foldText(text)).toBe(seen);
  });

  it.each([['почему упал под'], ['なぜ落ちた'], ['pourquoi c’est élevé'], ['two\nlines']])('keeps %j', (text) => {
    expect(foldText(text)).toBe(text.normalize('NFKC'));
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const once = foldText(text);
        expect(foldText(once)).toBe(once);
      }),
    );
  });
});

describe('isDisguised', () => {
  it.each([
    ['plain', false],
    ['привет', false],
    ['re\u200bstart', true],
    ['r\u0435start', true],
  ])('of %j is %s', (text, disguised) => {
    expect(isDisguised(text)).toBe(disguised);
  });
});
