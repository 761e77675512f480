import type { Clock } from '@cloudops/spec';

/** Crockford's base 32: digits and letters without I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const prefix = 'aud_';
const timeLimit = 2 ** 48 - 1;
const idLimit = 1n << 128n;

/**
 * A new id for an audit record: `aud_` and a ULID (https://github.com/ulid/spec), 26 characters that sort by time.
 * @param randomBytes cryptographically random, such as `randomBytes` of `node:crypto`.
 * @param after the id made before; the new one sorts after it even when the clock has jumped back.
 */
export function createAuditId(
  clock: Pick<Clock, 'now'>,
  randomBytes: (size: number) => Uint8Array,
  after?: string,
): string {
  const time = BigInt(Math.min(Math.max(0, Math.floor(clock.now())), timeLimit));
  const random = BigInt(`0x${Buffer.from(randomBytes(10)).toString('hex')}`);
  const previous = after === undefined ? null : decode(after);
  const isLater = previous === null || previous >> 80n < time;
  return prefix + encode(isLater ? (time << 80n) | random : (previous + 1n) % idLimit);
}

function encode(value: bigint): string {
  let text = '';
  for (let rest = value; text.length < 26; rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text;
  return text;
}

function decode(id: string): bigint | null {
  if (!/^aud_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return null;
  return [...id.slice(prefix.length)].reduce((value, letter) => (value << 5n) | BigInt(alphabet.indexOf(letter)), 0n);
}
