import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { clusters, displayWidth } from './display-width.ts';
import { escapeForHtml } from './escape-html.ts';
import { escapeForMarkdown, toMarkdownCode } from './escape-markdown.ts';
import { escapeForTerminal } from './escape-terminal.ts';
import { formatBytes, formatCores, formatDuration, formatQuantity } from './quantity.ts';
import { padText, truncateMiddle, truncateText, wrapText } from './wrap.ts';

fc.configureGlobal({ seed: 20261122 });

const wild = fc.string({ unit: 'binary' });
const people = fc.string({
  unit: fc.constantFrom(
    'a',
    'é',
    'e\u0301',
    '漢',
    'ｱ',
    '한',
    '👩🏽',
    '🇪🇺',
    '❤️',
    '✓',
    '│',
    ' ',
    'ก็',
    '1️⃣',
    '\u{1F9D1}\u200d\u{1F680}',
  ),
});

describe('escapeForTerminal', () => {
  it.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u009b2J', '\\x9b2J'],
    ['user\u202Etxt.exe', 'user\\u202etxt.exe'],
    ['ze\u200bro\u2066', 'ze\\u200bro\\u2066'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half \ud800', 'half \\ud800'],
    ['plain, 漢字, ❤️', 'plain, 漢字, ❤️'],
  ])('writes out %j', (text, escaped) => {
    expect(escapeForTerminal(text)).toBe(escaped);
  });

  it('bounds the length without tearing a pair', () => {
    expect(escapeForTerminal('abcdef', { maximum: 4 })).toBe('abc…');
    expect(escapeForTerminal('ab😀def', { maximum: 4 })).toBe('ab…');
    expect(escapeForTerminal('abcdef', { maximum: 4, unicode: false })).toBe('a...');
  });

  it('puts ASCII in the place of our own marks where nothing else is drawn, and keeps names', () => {
    const text = 'a → b × 2 · “it’s” – Ärger 漢…';
    expect(escapeForTerminal(text, { unicode: false })).toBe(`a -> b x 2 - "it's" - Ärger 漢...`);
    expect(escapeForTerminal(text)).toBe(text);
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(wild, (text) => escapeForTerminal(escapeForTerminal(text)) === escapeForTerminal(text)));
  });
});

describe('escapeForMarkdown', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['`x`', '\\`x\\`'],
    ['<script>', '&lt;script&gt;'],
    ['[x](javascript:1)', '\\[x\\](javascript:1)'],
    ['# head', '\\# head'],
    ['1. one', '1\\. one'],
    ['- one', '\\- one'],
    ['a\nb', 'a\\\\nb'],
    ['see https://evil.example', 'see https&#58;//evil.example'],
    ['1.49 of 2', '1.49 of 2'],
  ])('makes %j literal', (text, escaped) => {
    expect(escapeForMarkdown(text)).toBe(escaped);
  });

  it('fences code with more backticks than it holds', () => {
    expect(toMarkdownCode('a `` b')).toBe('``` a `` b ```');
  });
});

describe('escapeForHtml', () => {
  it('leaves no character that HTML gives a meaning', () => {
    expect(escapeForHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
  });
});

describe('displayWidth', () => {
  it('agrees with string-width on every character of the basic plane', () => {
    const wrong: string[] = [];
    for (let point = 0x20; point < 0x10000; point += 1) {
      const text = escapeForTerminal(String.fromCharCode(point));
      if (displayWidth(text) !== stringWidth(text)) wrong.push(point.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it('agrees with string-width on text that people write', () => {
    fc.assert(
      fc.property(people, (text) => displayWidth(text) === stringWidth(text)),
      { numRuns: 500 },
    );
  });
});

describe('wrapText', () => {
  it('breaks at spaces, and long words anywhere', () => {
    expect(wrapText('the quick brown abcdefghijkl', 9)).toEqual(['the quick', 'brown', 'abcdefghi', 'jkl']);
    expect(wrapText('漢字漢字漢', 5)).toEqual(['漢字', '漢字', '漢']);
    expect(wrapText('', 9)).toEqual(['']);
  });

  it('breaks paths and names behind a mark near the end of the line', () => {
    expect(wrapText('/items/5/containers/0/cpu_cores', 26)).toEqual(['/items/5/containers/0/cpu_', 'cores']);
    expect(wrapText('/items/5/resources/limits', 22)).toEqual(['/items/5/resources/', 'limits']);
    expect(wrapText('a/bcdefghijklmnop', 8)).toEqual(['a/bcdefg', 'hijklmno', 'p']);
  });

  it('never exceeds the width and never loses a character', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});

describe('truncateText, truncateMiddle and padText', () => {
  it('fit the columns exactly', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 20 }), fc.boolean(), (text, width, unicode) => {
        expect(displayWidth(truncateText(text, width, { unicode }))).toBeLessThanOrEqual(width);
        const middle = truncateMiddle(text, width, { unicode });
        expect(displayWidth(padText(middle, width))).toBe(width);
      }),
    );
  });

  it('keep whole characters', () => {
    expect(truncateText('漢字漢字', 4, { unicode: true })).toBe('漢…');
    expect(truncateMiddle('api-6d5f9c-x2x', 9, { unicode: true })).toBe('api-…-x2x');
    expect(clusters('e\u0301👩🏽')).toEqual(['e\u0301', '👩🏽']);
  });
});

describe('formats', () => {
  it.each([
    [formatCores(0.4981), '498m'],
    [formatCores(1.5), '1.5'],
    [formatCores(0.9999), '1'],
    [formatCores(0.0001), '<1m'],
    [formatBytes(0), '0 B'],
    [formatBytes(1536 * 1024 * 1024), '1.5 GiB'],
    [formatBytes(1024 * 1024 - 1), '1 MiB'],
    [formatDuration(12), '12 ms'],
    [formatDuration(1234), '1.2 s'],
    [formatDuration(59_990), '1m'],
    [formatDuration(125_000), '2m 5s'],
    [formatDuration(26 * 3_600_000), '1d 2h'],
    [formatQuantity(82.04, 'percent'), '82 %'],
    [formatQuantity(Number.NaN, 'count'), 'unknown'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });
});
