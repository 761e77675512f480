import { describe, expect, it } from 'vitest';
import { createOwnTexts } from './own-texts.ts';
import { toJson, toMask } from './to-json.ts';

describe('createOwnTexts', () => {
  it.each(['', 'sg-0a1b2c3d4e5f60718', 'ü 安', '\ud800 alone', '__proto__'])('gives %j back', (text) => {
    const own = createOwnTexts();
    expect(own(text)).toBe(text);
    expect(own(text)).toBe(text);
  });

  it('changes nothing of what is kept of an answer', () => {
    const answer = { b: ['x', { c: 'x', when: new Date(0) }], a: 'y', left: 1 };
    const mask = toMask(['a', 'b']);
    expect(toJson(answer, mask, createOwnTexts())).toEqual(toJson(answer, mask));
  });
});
