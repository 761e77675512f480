import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instancePrice, parseInstanceType, sizeMultiple } from './instance-price.ts';
import { parsePriceTable, priceTableSchema } from './parse-price-table.ts';
import { createPriceBook, toCents, toMicros } from './price-book.ts';
import { shippedPrices } from './price-table.ts';

const book = createPriceBook([shippedPrices]);

function hour(region: string, text: string): number | undefined {
  const type = parseInstanceType(text);
  return type === null ? undefined : instancePrice(book, region, type)?.micros;
}

describe('the shipped price table', () => {
  it('is a valid table', () => {
    expect(priceTableSchema.safeParse(shippedPrices).success).toBe(true);
  });

  it('has every key of another region in the fallback region too', () => {
    const base = Object.keys(shippedPrices.regions[shippedPrices.fallback_region] ?? {});
    for (const prices of Object.values(shippedPrices.regions))
      expect(base).toEqual(expect.arrayContaining(Object.keys(prices)));
  });
});

describe('the price book', () => {
  it('says whose price it is where a region has none', () => {
    expect(book.find('eu-west-1', 'nat.hour')).toEqual({ micros: 48_000, region: 'eu-west-1', isExact: true });
    expect(book.find('sa-east-1', 'nat.hour')).toEqual({ micros: 45_000, region: 'us-east-1', isExact: false });
    expect(book.find('us-east-1', 'ec2.zz9.large-hour')).toBeNull();
  });

  it('asks the user’s table first, and for the region before any fallback', () => {
    const mine = { ...shippedPrices, regions: { 'us-east-1': { 'nat.hour': '0.03' } } };
    const own = createPriceBook([mine, shippedPrices]);
    expect(own.find('us-east-1', 'nat.hour')?.micros).toBe(30_000);
    expect(own.find('us-east-1', 'nat.gb')?.micros).toBe(45_000);
    expect(own.find('eu-west-1', 'nat.hour')?.micros).toBe(48_000);
  });

  it('is not fooled by keys that every object has', () => {
    expect(book.find('constructor', 'nat.hour')?.region).toBe('us-east-1');
  });

  it('keeps every digit', () => {
    expect([toMicros('0.0225'), toMicros('12'), toMicros('0.0000001')]).toEqual([22_500, 12_000_000, 0.1]);
    expect([toCents(4_999), toCents(5_000), toCents(3_650_000)]).toEqual([0, 1, 365]);
    fc.assert(
      fc.property(fc.nat(999_999_999), (micros) => {
        const text = `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
        expect(toMicros(text)).toBe(micros);
      }),
      { seed: 3, numRuns: 50 },
    );
  });
});

describe('prices of instances', () => {
  it.each([
    ['us-east-1', 'm5.large', 96_000],
    ['us-east-1', 'm5.24xlarge', 4_608_000],
    ['us-east-1', 't3.micro', 10_400],
    ['us-east-1', 't2.small', 23_000],
    ['us-east-1', 'c4.8xlarge', 1_591_000],
    ['eu-west-1', 't2.small', 25_200],
    ['us-east-1', 'm5.metal', undefined],
    ['us-east-1', 'zz9.large', undefined],
  ])('%s %s', (region, type, expected) => {
    expect(hour(region, type)).toBe(expected);
  });

  it('knows sizes', () => {
    expect(['nano', 'large', '16xlarge', 'metal', '0xlarge', 'constructor'].map(sizeMultiple)).toEqual([
      1 / 16,
      1,
      32,
      null,
      null,
      null,
    ]);
    expect(parseInstanceType('m5')).toBeNull();
  });
});

describe('a price table from a file', () => {
  it('is read', () => {
    expect(parsePriceTable(JSON.stringify(shippedPrices)).kind).toBe('table');
  });

  it.each([
    ['{', 'it is not JSON'],
    [JSON.stringify({ ...shippedPrices, regions: { 'us-east-1': { 'nat.hour': -1 } } }), 'regions.us-east-1.nat.hour'],
    [JSON.stringify({ ...shippedPrices, regions: { moon: {} } }), 'regions.moon'],
  ])('names what is wrong in %s', (text, problem) => {
    const outcome = parsePriceTable(text);
    expect(outcome.kind === 'invalid' && outcome.problems.join()).toContain(problem);
  });
});
