import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { CloudOpsError } from '@cloudops/spec';
import { approvalError } from '../errors.ts';
import type { Signer } from '../signer/signer.ts';
import { readOpensshKey } from './openssh-key.ts';
import { readPublicKey } from './public-key.ts';

// PKCS#8 of an Ed25519 key up to its 32 bytes (RFC 8410, section 7).
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What a private key's text comes with. */
export interface PrivateKeyOptions {
  /** Of encrypted PKCS#8. */
  readonly passphrase?: string;
  /** Where the text comes from, for messages: such as `The key file ~/.ssh/id_ed25519`. */
  readonly source: string;
}

/**
 * A signer that holds the private key in memory: PKCS#8 PEM, or OpenSSH's own format without a passphrase.
 * @throws `APPROVAL_KEY_INVALID` when it is neither, or not Ed25519; `APPROVAL_KEY_ENCRYPTED` when a passphrase is missing or wrong.
 */
export function createPemSigner(pem: string, options: PrivateKeyOptions): Signer {
  const key = readPrivateKey(pem.trim(), options);
  const publicKey = readPublicKey(createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString());
  if (typeof publicKey === 'string') throw invalid(options.source, publicKey);
  return {
    keyId: publicKey.keyId,
    publicKey: publicKey.line,
    async sign(bytes, signal) {
      signal.throwIfAborted();
      return sign(null, bytes, key);
    },
  };
}

function readPrivateKey(pem: string, options: PrivateKeyOptions): KeyObject {
  if (pem.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return fromOpenssh(pem, options.source);
  const isEncrypted = pem.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----');
  if (!isEncrypted && !pem.startsWith('-----BEGIN PRIVATE KEY-----')) {
    throw invalid(options.source, 'it is neither PKCS#8 PEM nor an OpenSSH private key');
  }
  if (isEncrypted && options.passphrase === undefined) throw encrypted(options.source, 'it needs a passphrase');
  return parsePkcs8(pem, isEncrypted, options);
}

function parsePkcs8(pem: string, isEncrypted: boolean, options: PrivateKeyOptions): KeyObject {
  const { passphrase } = options;
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(isEncrypted && passphrase !== undefined ? { passphrase } : {}),
    });
  } catch {
    // The cause is left out: OpenSSL's error may quote what it read.
    if (isEncrypted) throw encrypted(options.source, 'the passphrase does not open it');
    throw invalid(options.source, 'its PKCS#8 PEM is damaged');
  }
}

function fromOpenssh(pem: string, source: string): KeyObject {
  const found = readOpensshKey(pem);
  if (found.kind === 'encrypted') throw encrypted(source, 'it is an OpenSSH key with a passphrase');
  if (found.kind === 'invalid') throw invalid(source, found.why);
  const der = Buffer.concat([pkcs8Prefix, found.seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  const derived = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
  if (!derived.equals(found.point)) throw invalid(source, 'its private and its public part do not belong together');
  return key;
}

function invalid(source: string, why: string): CloudOpsError {
  return approvalError({
    code: 'APPROVAL_KEY_INVALID',
    message: `${source} cannot be used: ${why}.`,
    nextSteps: ['Use an Ed25519 key: make one with `ssh-keygen -t ed25519`, or `openssl genpkey -algorithm ed25519`.'],
  });
}

function encrypted(source: string, why: string): CloudOpsError {
  return approvalError({
    code: 'APPROVAL_KEY_ENCRYPTED',
    message: `${source} cannot be opened: ${why}.`,
    nextSteps: ['Add the key to the SSH agent with `ssh-add`, which asks for the passphrase, and sign with the agent.'],
  });
}
