import { describe, expect, it } from 'vitest';
import { orderKeys, toPrettyJson, toPrettyJsonPieces } from './ordered-json.ts';

const causes = Array.from({ length: 450 }, (_, rank) => ({
  rank,
  title: `line\nfeed ${rank}`,
  instances: [],
  data: {},
}));

describe('orderKeys', () => {
  it('shares what is in order already', () => {
    const resource = { kind: 'SecurityGroup', provider: 'aws', target: '1' };
    const causes = [{ rank: 1, resource }];
    const ordered = orderKeys({ findings: [], causes });
    expect(Object.keys(ordered)).toEqual(['causes', 'findings']);
    expect(ordered.causes).toBe(causes);
  });

  it('orders deep below, leaves undefined out and does not change what it was given', () => {
    const given = { list: [{ title: 't', code: 'C', since: undefined }] };
    expect(JSON.stringify(orderKeys(given))).toBe('{"list":[{"code":"C","title":"t"}]}');
    expect(Object.keys(given.list[0] ?? {})).toEqual(['title', 'code', 'since']);
  });

  it('keeps a key named __proto__', () => {
    const given = JSON.parse('{"b":1,"__proto__":{"d":1,"c":2}}');
    expect(JSON.stringify(orderKeys(given))).toBe('{"__proto__":{"c":2,"d":1},"b":1}');
  });
});

describe('toPrettyJsonPieces', () => {
  it.each([
    ['a long list in an object', { report: { causes, findings: [], figures: causes.slice(0, 3) }, schema_version: 1 }],
    ['a long list', causes],
    ['a list of exactly some pieces', { causes: causes.slice(0, 250) }],
    ['a short value', { a: [], b: {}, c: 'x', d: null }],
    ['a text', 'x'],
  ])('gives the bytes of %s', (_what, value) => {
    expect([...toPrettyJsonPieces(value)].join('')).toBe(toPrettyJson(value));
  });

  it('gives a long report in pieces', () => {
    const pieces = [...toPrettyJsonPieces({ report: { causes } })];
    const longest = Math.max(...pieces.map(({ length }) => length));
    expect(longest).toBeLessThan(toPrettyJson({ report: { causes } }).length / 5);
  });
});
