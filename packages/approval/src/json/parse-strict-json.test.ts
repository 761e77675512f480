import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './parse-strict-json.ts';

describe('parseStrictJson', () => {
  it('reads whatever JSON.stringify writes', () => {
    const value = fc.jsonValue({ maxDepth: 5 }).filter((json) => !JSON.stringify(json).includes('__proto__'));
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        const parsed = parseStrictJson(text);
        const isRefused = parsed.kind === 'invalid' && /not valid|too large/.test(parsed.why);
        if (!isRefused) expect(parsed).toEqual({ kind: 'parsed', value: JSON.parse(text) });
      }),
    );
  });

  it('takes no text that JSON.parse refuses, and never throws', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1', '-', '.', 'e', 'true', 'nul', '\\', ' ', '\n'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const parsed = parseStrictJson(candidate);
        if (parsed.kind === 'parsed') expect(JSON.parse(candidate)).toEqual(parsed.value);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a key twice', '{"a":1,"a":1}', 'a key is there twice'],
    ['a key twice, written differently', '{"a":1,"\\u0061":2}', 'a key is there twice'],
    ['__proto__', '{"__proto__":{"a":1}}', '"__proto__" is refused'],
    ['__proto__ in disguise', '{"a":[{"\\u005f_proto__":null}]}', '"__proto__" is refused'],
    ['a lone surrogate', '"\\ud800"', 'a string is not valid'],
    ['a control character', '"\n"', 'a string is not valid'],
    ['a number beyond a double', '1e999', 'a number is too large'],
    ['an integer that is rounded', '9007199254740993', 'a number is too large'],
    ['a byte order mark', '\ufeff{}', 'a value is missing'],
    ['a comma at the end', '[1,]', 'a value is missing'],
    ['two values', '{}{}', 'something follows'],
    ['nothing', '', 'a value is missing'],
    ['a leading zero', '01', 'something follows'],
    ['a cut text', '{"a":"b', 'a string is not valid'],
    ['a comment', '{/* */}', 'a string is missing'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 'nested too deep'],
    ['a million levels', '['.repeat(200_000), 'nested too deep'],
    ['more than its length', `"${'a'.repeat(300_000)}"`, 'longer than 262144'],
  ])('refuses %s', (_, text, why) => {
    expect(parseStrictJson(text)).toMatchObject({ kind: 'invalid', why: expect.stringContaining(why) });
  });

  it('has the limits that it is given', () => {
    expect(parseStrictJson('[[1]]', { depth: 1 }).kind).toBe('invalid');
    expect(parseStrictJson('[[1]]', { depth: 2, length: 5 })).toEqual({ kind: 'parsed', value: [[1]] });
    expect(parseStrictJson('[[1]]', { depth: 2, length: 4 }).kind).toBe('invalid');
  });

  it('lets no key reach a prototype', () => {
    const parsed = parseStrictJson('{"constructor":{"prototype":{"polluted":true}},"toString":1}');
    expect(parsed).toMatchObject({ kind: 'parsed', value: { toString: 1 } });
    expect('polluted' in {}).toBe(false);
  });
});
