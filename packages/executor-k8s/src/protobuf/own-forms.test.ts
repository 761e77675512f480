import { describe, expect, it } from 'vitest';
import { createTextPool } from '../projection/text-pool.ts';
import { bytesField, numberField } from './__fixtures__/encode.ts';
import { readIntOrString, readMicroTime, readQuantity, readTime } from './own-forms.ts';
import { WireReader } from './wire-reader.ts';

type Read = (reader: WireReader, end: number, texts: ReturnType<typeof createTextPool>) => unknown;

function readBy(read: Read, ...parts: readonly Buffer[]): unknown {
  const bytes = Buffer.concat(parts);
  const reader = new WireReader(bytes);
  const value = read(reader, bytes.length, createTextPool());
  return reader.refused ? 'refused' : value;
}

describe('a time', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [-1, '1969-12-31T23:59:59Z'],
    [1_795_348_800, '2026-11-22T12:00:00Z'],
    [253_402_300_799, '9999-12-31T23:59:59Z'],
  ])('is written as JSON has it: second %d', (second, text) => {
    expect(readBy(readTime, numberField(1, second), numberField(2, 0))).toBe(text);
  });

  it("is null for Go's zero time", () => {
    expect(readBy(readTime)).toBeNull();
    expect(readBy(readMicroTime)).toBeNull();
  });

  it.each([253_402_300_800, -62_135_596_801, 2n ** 62n])('is refused beyond the years of JSON: %d', (second) => {
    expect(readBy(readTime, numberField(1, second))).toBe('refused');
  });

  it('has six decimals in a Lease', () => {
    expect(readBy(readMicroTime, numberField(1, 0), numberField(2, 1_234_000))).toBe('1970-01-01T00:00:00.001234Z');
    expect(readBy(readMicroTime, numberField(1, 0), numberField(2, 0))).toBe('1970-01-01T00:00:00.000000Z');
  });

  it('does not take one second for another that has its place', () => {
    const texts = createTextPool();
    const seconds = [5, 5 + 512, -5, 5].map((second) => texts.takeSecond(second));
    expect(seconds).toEqual([
      '1970-01-01T00:00:05',
      '1970-01-01T00:08:37',
      '1969-12-31T23:59:55',
      '1970-01-01T00:00:05',
    ]);
  });
});

describe('an IntOrString', () => {
  it.each([
    ['a number', [numberField(1, 0), numberField(2, 8080), bytesField(3, '')], 8080],
    ['zero', [numberField(1, 0), numberField(2, 0), bytesField(3, '')], 0],
    ['a negative number', [numberField(1, 0), numberField(2, -1), bytesField(3, '')], -1],
    ['a text', [numberField(1, 1), numberField(2, 0), bytesField(3, 'http')], 'http'],
    ['an empty text', [numberField(1, 1), numberField(2, 0), bytesField(3, '')], ''],
  ])('may be %s', (_, parts, value) => {
    expect(readBy(readIntOrString, ...parts)).toBe(value);
  });
});

describe('a quantity', () => {
  it('is its text, and 0 without one', () => {
    expect(readBy(readQuantity, bytesField(1, '500m'))).toBe('500m');
    expect(readBy(readQuantity)).toBe('0');
  });
});
