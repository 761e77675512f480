import { hash } from 'node:crypto';

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The root of a tree without leaves: SHA-256 of nothing (RFC 6962, 2.1). */
export function emptyRoot(): Uint8Array {
  return hash('sha256', new Uint8Array(0), 'buffer');
}

/** The hash of one leaf's bytes: SHA-256(0x00 ‖ data) (RFC 6962, 2.1). */
export function leafHash(data: Uint8Array): Uint8Array {
  return hash('sha256', Buffer.concat([leafPrefix, data]), 'buffer');
}

/** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962, 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');
}

/** Whether two hashes are the same bytes. */
export function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
