/** A source of numbers that are the same for the same seed, everywhere: what a search finds, it finds again. */
export interface Draw {
  /** @returns a whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** @returns one of the items; there must be one. */
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Mulberry32. */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}
