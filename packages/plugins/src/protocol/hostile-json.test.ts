import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHostileJson } from './hostile-json.ts';
import { LineReader } from './line-reader.ts';

describe('parseHostileJson', () => {
  it('takes plain JSON', () => {
    expect(parseHostileJson('{"a":[1,{"b":null}]}')).toEqual({ kind: 'value', value: { a: [1, { b: null }] } });
  });

  it.each([['{"__proto__":{"isAdmin":true}}'], ['[{"a":{"\\u005f_proto__":1}}]']])(
    'refuses a key that reaches prototypes: %s',
    (text) => {
      expect(parseHostileJson(text)).toEqual({ kind: 'refused', why: 'a value with the key "__proto__"' });
    },
  );

  it('takes "constructor" and "prototype" for the plain keys that they are', () => {
    const parsed = parseHostileJson('{"constructor":{"prototype":{"isAdmin":true}}}');
    expect(parsed.kind).toBe('value');
    expect(({} as { readonly isAdmin?: unknown }).isAdmin).toBeUndefined();
  });

  it('takes every value that has no such key, unchanged', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const parsed = parseHostileJson(text);
        if (text.includes('__proto__')) expect(parsed.kind).toBe('refused');
        else expect(parsed).toEqual({ kind: 'value', value: JSON.parse(text) });
      }),
    );
  });

  it('refuses what is nested deeper than a stack', () => {
    expect(parseHostileJson('['.repeat(200_000) + ']'.repeat(200_000))).toMatchObject({ kind: 'refused' });
    expect(parseHostileJson(`${'['.repeat(101)}${']'.repeat(101)}`)).toMatchObject({ kind: 'refused' });
    expect(parseHostileJson(`${'['.repeat(100)}${']'.repeat(100)}`)).toMatchObject({ kind: 'value' });
  });

  it.each([
    ['lists', `[${'[],'.repeat(1_000_001)}0]`],
    ['objects', `[${'{},'.repeat(1_000_001)}0]`],
    ['keys', `{${'"a":0,'.repeat(1_000_001)}"b":0}`],
    ['items', `[${'0,'.repeat(8_000_001)}0]`],
  ])('refuses more %s than a host can look at, before it builds them', (_, text) => {
    expect(parseHostileJson(text)).toEqual({ kind: 'refused', why: 'a value of more parts than can be looked at' });
  });

  it('counts nothing of what a text only holds', () => {
    const log = '[{:,\\"'.repeat(1_500_000);
    expect(parseHostileJson(JSON.stringify({ log }))).toEqual({ kind: 'value', value: { log } });
  });

  it.each([[''], ['{'], ['undefined'], ['{"a":1}x']])('refuses %j', (text) => {
    expect(parseHostileJson(text)).toEqual({ kind: 'refused', why: 'text that is not JSON' });
  });
});

describe('LineReader', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text);

  it('cuts bytes into lines, wherever they were cut before', () => {
    const reader = new LineReader(100);
    const text = 'one\nzwölf\n\nlast\n';
    const lines = [...bytes(text)].flatMap((byte) => reader.push(Uint8Array.of(byte)) ?? ['too long']);
    expect(lines).toEqual(['one', 'zwölf', '', 'last']);
    expect(new LineReader(100).push(bytes(text))).toEqual(lines);
  });

  it('gives up on a line that is too long, ended or not', () => {
    expect(new LineReader(3).push(bytes('abc\n'))).toEqual(['abc']);
    expect(new LineReader(3).push(bytes('abcd\n'))).toBeNull();
    const reader = new LineReader(3);
    expect(reader.push(bytes('ab'))).toEqual([]);
    expect(reader.push(bytes('cd'))).toBeNull();
  });
});
