import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGoDuration, parseQuantity } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['100m', 0.1],
    ['1.5', 1.5],
    ['2e3', 2000],
    ['2E3', 2000],
    ['250n', 2.5e-7],
    ['1Gi', 1073741824],
    ['1.5Gi', 1610612736],
    ['12E', 12e18],
    ['8Ei', 2 ** 63],
    ['0', 0],
    ['.5', 0.5],
    ['5.', 5],
    ['-3u', -0.000003],
    ['+1k', 1000],
    ['123456789012345678901234567890', Number('123456789012345678901234567890')],
  ])('reads %s', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each(['', '.', 'abc', '1 Gi', '1gi', '1K', '1e', '--1', '1Gim', 'NaN', 'Infinity', '1e999', '0x10', '1_000'])(
    'refuses %j',
    (text) => {
      expect(parseQuantity(text)).toBeNull();
    },
  );

  it('rounds once, as a decimal literal does', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'), (number, suffix) => {
        const power = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }[suffix] ?? 0;
        expect(parseQuantity(`${number}${suffix}`)).toBe(Number(`${number}e${power}`) + 0);
      }),
    );
  });

  it('gives one answer for one amount however it is written', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (milli) => {
        expect(parseQuantity(`${milli}m`)).toBe(parseQuantity(`${milli}000u`));
        expect(parseQuantity(`${milli}Ki`)).toBe(milli * 1024);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseQuantity(text)));
  });
});

describe('parseGoDuration', () => {
  it.each([
    ['15s', 15],
    ['1m30.5s', 90.5],
    ['10.25s', 10.25],
    ['500ms', 0.5],
    ['0', 0],
  ])('reads %s', (text, seconds) => {
    expect(parseGoDuration(text)).toBeCloseTo(seconds, 9);
  });

  it.each(['', '15', 's', '1d', '-1s'])('refuses %j', (text) => {
    expect(parseGoDuration(text)).toBeNull();
  });
});
