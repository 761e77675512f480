import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditId } from './audit-id.ts';

const zeros = (size: number): Uint8Array => new Uint8Array(size);

describe('createAuditId', () => {
  it('encodes time and randomness as a ULID', () => {
    // The timestamp of the ULID specification's own example.
    expect(createAuditId({ now: () => 1_469_918_176_385 }, zeros)).toBe('aud_01ARYZ6S410000000000000000');
    expect(createAuditId({ now: () => 2 ** 48 - 1 }, (size) => new Uint8Array(size).fill(255))).toBe(
      'aud_7ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    );
  });

  it('sorts by time', () => {
    const ids = [3, 1, 2].map((now) => createAuditId({ now: () => now }, randomBytes));
    expect([...ids].sort()).toEqual([ids[1], ids[2], ids[0]]);
  });

  it('sorts after the id before it, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2 }), (times) => {
        let after: string | undefined;
        for (const now of times) {
          const id = createAuditId({ now: () => now }, randomBytes, after);
          if (after !== undefined) expect(id > after).toBe(true);
          after = id;
        }
      }),
    );
  });

  it('takes no notice of an id that is none', () => {
    expect(createAuditId({ now: () => 0 }, zeros, 'aud_legacy0000')).toBe(`aud_${'0'.repeat(26)}`);
  });
});
