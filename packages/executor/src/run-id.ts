import type { Clock } from '@cloudops/spec';

/** Crockford's base 32, whose characters sort like their values: https://www.crockford.com/base32.html */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeCharacters = 10;
const randomCharacters = 16;

function encode(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = alphabet.charAt(Number(rest % 32n)) + text;
    rest /= 32n;
  }
  return text;
}

/**
 * Makes a run's id: `run_`, 10 characters of the time in milliseconds and 16 random ones, laid out as a ULID
 * (https://github.com/ulid/spec), so that ids sort by when they were made.
 */
export function createRunId(clock: Pick<Clock, 'now'>, randomBytes: (size: number) => Uint8Array): string {
  const time = BigInt(Math.max(0, Math.trunc(clock.now()))) % 2n ** 50n;
  const random = randomBytes(10).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  return `run_${encode(time, timeCharacters)}${encode(random, randomCharacters)}`;
}
