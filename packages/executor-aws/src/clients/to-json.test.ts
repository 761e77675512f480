import { describe, expect, it } from 'vitest';
import { pickItems } from './pick-items.ts';
import { toJson, toMask } from './to-json.ts';

describe('toJson', () => {
  it('writes dates, bytes and big numbers as text, sorts keys and leaves out what is not there', () => {
    const value = {
      b: new Date(0),
      a: new Uint8Array([1, 2]),
      c: 10n,
      d: undefined,
      $metadata: {},
      e: [null, Number.NaN],
    };
    expect(JSON.stringify(toJson(value))).toBe('{"a":"AQI=","b":"1970-01-01T00:00:00.000Z","c":"10","e":[null,"NaN"]}');
  });

  it('keeps what masks name, through lists', () => {
    const value = { Id: 1, Tags: [{ Key: 'k', Value: 'secret' }], Other: { Deep: 1 } };
    expect(toJson(value, toMask(['Id', 'Tags[].Key']))).toEqual({ Id: 1, Tags: [{ Key: 'k' }] });
    expect(toJson(value, toMask(['Tags[].Key', 'Tags']))).toEqual({ Tags: [{ Key: 'k', Value: 'secret' }] });
    expect(toJson('text', toMask(['Id']))).toBe('text');
  });
});

describe('pickItems', () => {
  it.each([
    [{ Vpcs: [1, 2] }, 'Vpcs', [1, 2]],
    [{ Reservations: [{ Instances: [1] }, { Instances: [2, 3] }] }, 'Reservations[].Instances', [1, 2, 3]],
    [{ Cluster: { Name: 'c' } }, 'Cluster', [{ Name: 'c' }]],
    [{}, 'Vpcs', []],
    [{ Vpcs: null }, 'Vpcs', []],
    [{ A: 1 }, undefined, [{ A: 1 }]],
  ])('of %j by %s are %j', (answer, path, items) => {
    expect(pickItems(answer, path)).toEqual(items);
  });
});
