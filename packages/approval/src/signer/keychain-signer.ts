import { approvalError } from '../errors.ts';
import { createPemSigner } from '../key/private-key.ts';
import type { Signer } from './signer.ts';

/** Where a keychain's secret comes from. */
export interface KeychainOptions {
  /** Reads the private key (PEM) from the keychain; null where there is none. */
  readSecret(): Promise<string | null>;
}

/**
 * A signer whose private key is in the system's keychain. It is read once, and kept in memory only.
 * @throws `APPROVAL_KEY_NOT_FOUND` when the keychain has none, `APPROVAL_KEY_UNREADABLE` when it would not tell, `APPROVAL_KEY_INVALID`, `APPROVAL_KEY_ENCRYPTED`.
 */
export async function createKeychainSigner(options: KeychainOptions): Promise<Signer> {
  const secret = await readSecret(options);
  if (secret !== null) return createPemSigner(secret, { source: 'The key in the keychain' });
  throw approvalError({
    code: 'APPROVAL_KEY_NOT_FOUND',
    message: 'The keychain holds no key to approve with.',
    nextSteps: ['Store an Ed25519 private key (PEM) in it, or sign with a key file or the SSH agent.'],
  });
}

async function readSecret(options: KeychainOptions): Promise<string | null> {
  try {
    return await options.readSecret();
  } catch (cause) {
    throw approvalError({
      code: 'APPROVAL_KEY_UNREADABLE',
      message: 'The keychain could not be read.',
      nextSteps: ['Unlock it, and allow the access; or sign with a key file or the SSH agent.'],
      cause,
    });
  }
}
