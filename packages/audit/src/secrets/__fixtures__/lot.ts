/** Draws that are the same in every run. */
export interface Lot {
  /** A whole number from 0 up to, without, `limit`. */
  below(limit: number): number;
  /** So many characters of an alphabet. */
  text(length: number, alphabet: string): string;
}

const small = 'abcdefghijklmnopqrstuvwxyz';

/** Alphabets of tokens. */
export const alphabets = {
  small,
  hex: '0123456789abcdef',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  base36: `${small}0123456789`,
  base62: `${small}${small.toUpperCase()}0123456789`,
  base64: `${small}${small.toUpperCase()}0123456789+/`,
  base64url: `${small}${small.toUpperCase()}0123456789-_`,
  bech32: '023456789ACDEFGHJKLMNPQRSTUVWXYZ',
  ulid: '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
} as const;

/** A lot by a seed (mulberry32). */
export function createLot(seed: number): Lot {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    text: (length, alphabet) => Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join(''),
  };
}
