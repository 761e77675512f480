import type { Json } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJsonPieces } from './json-pieces.ts';

const join = (value: Json): string => [...toJsonPieces(value)].join('');

describe('JSON in pieces', () => {
  it('is what JSON.stringify makes, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(join(value as Json)).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each([0, 1, 499, 500, 501, 1000, 1001, 2345])('is the same for a list of %i below the top', (length) => {
    const items = Array.from({ length }, (_, index) => ({ index, name: `pod-${index}` }));
    const value = { before: 1, items, after: { items } };
    expect(join(value)).toBe(JSON.stringify(value));
    expect([...toJsonPieces(value)].length > 1).toBe(length > 500);
  });
});
