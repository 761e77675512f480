import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readListStart } from './list-start.ts';

const page = (metadata: object): string =>
  JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items: [{ metadata: { continue: 'not-this' } }] });

describe('readListStart', () => {
  it('finds the token before the items', () => {
    const text = page({ resourceVersion: '7', continue: 'abc', remainingItemCount: 12 });
    expect(readListStart(Buffer.from(text.slice(0, text.indexOf('items'))))).toEqual({ next: 'abc' });
  });

  it('knows the last page', () => {
    expect(readListStart(Buffer.from(page({ resourceVersion: '7' })))).toEqual({ next: null });
  });

  it('does not guess when items come first or the text is something else', () => {
    expect(readListStart(Buffer.from('{"items":[],"metadata":{"continue":"x"}}'))).toBeNull();
    expect(readListStart(Buffer.from('<html>'))).toBeNull();
    expect(readListStart(Buffer.from(''))).toBeNull();
  });

  it('never tells anything but the truth, wherever the text ends', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (token, cut) => {
        const text = page({ selfLink: '{"}', continue: token, remainingItemCount: 3 });
        const told = readListStart(Buffer.from(text).subarray(0, cut % (text.length * 2)));
        if (told !== null) expect(told.next).toBe(token === '' ? null : token);
      }),
    );
  });
});
