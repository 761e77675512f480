import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** A public key of minisign. */
export interface ReleaseKey {
  /** Eight bytes, hexadecimal; only says which key to try. */
  readonly id: string;
  readonly key: KeyObject;
}

/** What became of a signature. */
export type Verification =
  | { readonly kind: 'good'; readonly keyId: string; readonly comment: string }
  | { readonly kind: 'bad'; readonly why: string };

const keyBytes = 42;
const signatureBytes = 74;

/**
 * Reads a public key as minisign prints it: base64 of `Ed`, eight bytes of id and the Ed25519 key.
 * @returns null when it is none.
 */
export function readReleaseKey(text: string): ReleaseKey | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyBytes || bytes.toString('base64') !== text || bytes.toString('latin1', 0, 2) !== 'Ed')
    return null;
  const x = bytes.subarray(10).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { id: bytes.toString('hex', 2, 10), key };
}

/**
 * Checks a minisign signature over a file: Ed25519 over its BLAKE2b-512, and over signature and trusted comment.
 * Older signatures, over the file itself, are refused, as minisign does by default.
 * Format: https://jedisct1.github.io/minisign/#signature-format
 */
export function verifyMinisign(content: Uint8Array, signature: string, keys: readonly ReleaseKey[]): Verification {
  const bad = (why: string): Verification => ({ kind: 'bad', why });
  const [untrusted = '', first = '', trusted = '', second = ''] = signature.replaceAll('\r', '').split('\n');
  const marker = 'trusted comment: ';
  if (!untrusted.startsWith('untrusted comment: ') || !trusted.startsWith(marker)) return bad('it is no signature');
  const bytes = Buffer.from(first, 'base64');
  const whole = Buffer.from(second, 'base64');
  if (bytes.length !== signatureBytes || whole.length !== 64) return bad('it is no signature');
  if (bytes.toString('latin1', 0, 2) !== 'ED') return bad('it is of a kind that is not taken');
  const id = bytes.toString('hex', 2, 10);
  const found = keys.find((key) => key.id === id);
  if (found === undefined) return bad(`nobody here trusts its key, ${id}`);
  const made = bytes.subarray(10);
  const comment = trusted.slice(marker.length);
  const digest = createHash('blake2b512').update(content).digest();
  if (!verify(null, digest, found.key, made)) return bad('it does not fit the content');
  if (!verify(null, Buffer.concat([made, Buffer.from(comment)]), found.key, whole))
    return bad('its comment was changed');
  return { kind: 'good', keyId: id, comment };
}
