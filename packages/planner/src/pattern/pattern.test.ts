import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPattern, type Pattern } from './pattern.ts';

fc.configureGlobal({ seed: 20_260_101 });

function patternOf(text: string): Pattern {
  const outcome = createPattern(text);
  if (outcome.kind === 'invalid') throw new TypeError(`${text} ${outcome.message}`);
  return outcome.pattern;
}

/** Patterns of what is allowed, small enough for the engine of JavaScript to be quick with them too. */
const patterns = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom('a', 'b', '-', '.', '\\.', '[ab]', '[^a]', '[a-c-]', '\\d', '\\w', '[\\d.]'),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(?:${left}|${right})`),
  ),
  node: fc
    .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '?', '*', '+', '{2}', '{0,2}', '{1,}')), { maxLength: 3 })
    .map((parts) => parts.map(([atom, count]) => `${atom}${count}`).join('')),
})).node;

describe('a pattern', () => {
  it('decides as regular expressions of JavaScript do', () => {
    const values = fc.stringMatching(/^[abc.1_-]{0,6}$/);
    fc.assert(
      fc.property(patterns, fc.array(values, { minLength: 1, maxLength: 5 }), (body, texts) => {
        fc.pre(body.length <= 120);
        const [ours, theirs] = [patternOf(`^(?:${body})$`), new RegExp(`^(?:${body})$`, 'u')];
        for (const text of texts) expect([text, ours.fits(text)]).toEqual([text, theirs.test(text)]);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['^vpc-[0-9a-f]{8,17}$', 'vpc-0a1b2c3d', 'vpc-0a1b2c3', 'xvpc-0a1b2c3d'],
    ['^(?:a|b)$', 'a', 'ab', ''],
    ['^[a-z]+(?:,[a-z]+)*$', 'a,bc', 'a,', ',a'],
    ['^.{1,2}$', '😀x', '😀xy', '\n'],
    ['^\\$\\(x\\)$', '$(x)', '$x', ''],
  ])('%s fits %j, and neither %j nor %j', (text, fitting, ...others) => {
    const pattern = patternOf(text);
    expect([fitting, ...others].map((value) => pattern.fits(value))).toEqual([true, false, false]);
  });

  it.each([
    ['a$', 'must begin with ^, since it is held against the whole value', 0],
    ['^a', 'must end with $', 2],
    ['^a\\$', 'must end with $', 4],
    ['^(?=a)$', 'has a group other than ( ) and (?: )', 1],
    ['^(?<n>a)$', 'has a group other than ( ) and (?: )', 1],
    ['^(a)\\1$', 'has \\1, which is not allowed', 4],
    ['^\\bx$', 'has \\b, which is not allowed', 1],
    ['^a^b$', 'has a ^ inside; write \\^ for the character', 2],
    ['^(a$', 'has a ( without a )', 1],
    ['^a)$', 'has a ) without a (', 2],
    ['^[a$', 'has a [ without a ]', 1],
    ['^[]$', 'has an empty set', 1],
    ['^[z-a]$', 'has a range that is none', 2],
    ['^[\\D]$', 'has an opposite class in a set', 2],
    ['^*$', 'has a * that repeats or closes nothing; write \\*', 1],
    ['^a+?$', 'repeats a repeat', 4],
    ['^a{x}$', 'has a { that is no count; write \\{ for the character', 2],
    ['^a{2,1}$', 'has a count that ends below its beginning', 2],
    ['^a{1001}$', 'repeats more than 1000 times', 2],
    ['^(?:(?:a{99}){99}){99}$', 'counts to more than 4000 characters in all', 0],
    [`^${'('.repeat(21)}${')'.repeat(21)}$`, 'nests deeper than 20 groups', 21],
    [`^${'a'.repeat(200)}$`, 'is longer than 200 characters', 200],
  ])('%s is none: it %s', (text, message, offset) => {
    expect(createPattern(text)).toEqual({ kind: 'invalid', message, offset });
  });

  it('is never more than one way at a time, whatever repeats in it', () => {
    // Both take for ever where ways are tried one after the other.
    expect(patternOf('^(?:a+)+$').fits(`${'a'.repeat(4000)}b`)).toBe(false);
    expect(patternOf('^(?:a?){200}a{200}$').fits('a'.repeat(200))).toBe(true);
  });

  it('fits no value that is endless', () => {
    expect(patternOf('^.*$').fits('a'.repeat(4097))).toBe(false);
  });

  it('is told for any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab^$()[]{}|?*+\\.,-:1<=!'), maxLength: 30 }), (text) => {
        const outcome = createPattern(`^${text}$`);
        if (outcome.kind === 'pattern') expect(() => new RegExp(`^${text}$`).test('a')).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
