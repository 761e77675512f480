/** A seeded source of numbers: the same seed gives the same numbers for ever. */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** Standard normal, cut off at three deviations. */
  normal(): number;
}

/** FNV-1a over UTF-16 units: turns a name into a seed. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Mulberry32: small, quick and good enough for test data; never for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    return Math.max(-3, Math.min(3, radius * Math.cos(2 * Math.PI * next())));
  };
  return { next, normal };
}
