import { describe, expect, it } from 'vitest';
import { ByteStores } from './byte-store.ts';

function fill(stores: ByteStores, byte: number, length: number, expected?: 'page'): ReturnType<ByteStores['open']> {
  const store = stores.open(expected);
  for (let start = 0; start < length; start += 50_000) {
    store.add(new Uint8Array(Math.min(50_000, length - start)).fill(byte));
  }
  return store;
}

describe('a store of bytes', () => {
  it.each([0, 1, 65_536, 65_537, 1_000_000])('holds %d bytes as they came', (length) => {
    const store = fill(new ByteStores(), 7, length);
    expect(store.size).toBe(length);
    expect(store.bytes.equals(Buffer.alloc(length, 7))).toBe(true);
  });

  it('never shares its memory with one that is still read', () => {
    const stores = new ByteStores();
    const [first, second] = [fill(stores, 1, 300_000), fill(stores, 2, 200_000)];
    expect(first.bytes.equals(Buffer.alloc(300_000, 1))).toBe(true);
    first.free();
    const third = fill(stores, 3, 100_000);
    expect(third.bytes.buffer).not.toBe(second.bytes.buffer);
    expect(second.bytes.equals(Buffer.alloc(200_000, 2))).toBe(true);
    expect(third.bytes.equals(Buffer.alloc(100_000, 3))).toBe(true);
  });

  it('takes memory that was given back, the largest for pages, and lets go of more than three pieces', () => {
    const stores = new ByteStores();
    const opened = [100_000, 200_000, 300_000, 600_000].map((length) => fill(stores, 1, length));
    const memories = opened.map((store) => store.bytes.buffer);
    for (const store of opened) store.free();
    expect(memories.map(({ byteLength }) => byteLength > 0)).toEqual([false, true, true, true]);
    expect(fill(stores, 2, 10).bytes.buffer).toBe(memories[1]);
    expect(fill(stores, 2, 10, 'page').bytes.buffer).toBe(memories[3]);
  });

  it('gives its memory back once', () => {
    const stores = new ByteStores();
    const store = fill(stores, 1, 10);
    store.free();
    store.free();
    expect(fill(stores, 1, 1).bytes.buffer).not.toBe(fill(stores, 1, 1).bytes.buffer);
    expect(store.bytes.length).toBe(0);
  });
});
