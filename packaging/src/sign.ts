import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** A key that signs releases. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** As minisign prints it; goes into `update.keys` and into the binaries. */
  readonly publicKey: string;
}

/**
 * Reads a signing key: Ed25519 in PEM (PKCS #8), as `openssl genpkey -algorithm ed25519` makes it.
 * @throws when it is another kind of key.
 */
export function readSigningKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('The signing key is not an Ed25519 key');
  const raw = rawPublicKey(privateKey);
  return { privateKey, publicKey: Buffer.concat([Buffer.from('Ed'), keyId(raw), raw]).toString('base64') };
}

function rawPublicKey(privateKey: KeyObject): Buffer {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

/** Any eight bytes that tell keys apart; from the key itself, so that they need no file of their own. */
function keyId(raw: Buffer): Buffer {
  return createHash('sha256').update(raw).digest().subarray(0, 8);
}

/**
 * Signs as `minisign -S` does: Ed25519 over the file's BLAKE2b-512, then over that signature and the trusted comment.
 * @param comment one line; what it says is signed as well.
 */
export function signMinisign(content: Uint8Array, { privateKey }: SigningKey, comment: string): string {
  const digest = createHash('blake2b512').update(content).digest();
  const signature = sign(null, digest, privateKey);
  const whole = sign(null, Buffer.concat([signature, Buffer.from(comment)]), privateKey);
  const line = Buffer.concat([Buffer.from('ED'), keyId(rawPublicKey(privateKey)), signature]).toString('base64');
  return `untrusted comment: signature of a CloudOps release\n${line}\ntrusted comment: ${comment}\n${whole.toString('base64')}\n`;
}
