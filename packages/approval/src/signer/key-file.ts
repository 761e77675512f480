import { generateKeyPairSync } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ApprovalErrorCode, approvalError } from '../errors.ts';
import { createPemSigner } from '../key/private-key.ts';
import { parsePublicKey } from '../key/public-key.ts';
import type { Signer } from './signer.ts';

/** The most bytes of a key file. */
const maximumBytes = 16 * 1024;

/** What opens an encrypted key. */
export interface KeyFileOptions {
  /** Of encrypted PKCS#8; keys of OpenSSH that have one are for the SSH agent. */
  readonly passphrase?: string;
}

/** A new key. */
export interface GeneratedKey {
  readonly keyId: string;
  /** `ssh-ed25519 AAAA… comment`: what the policy's data gives to the person. */
  readonly publicKey: string;
}

/**
 * A signer from a file: PKCS#8 PEM or OpenSSH's own format, Ed25519. On systems with POSIX permissions the file must be
 * the user's own, and nobody else's to read.
 * @throws `APPROVAL_KEY_NOT_FOUND`, `APPROVAL_KEY_UNREADABLE`, `APPROVAL_KEY_PERMISSIONS`, `APPROVAL_KEY_INVALID`, `APPROVAL_KEY_ENCRYPTED`.
 */
export async function openKeyFile(path: string, options: KeyFileOptions = {}): Promise<Signer> {
  const source = `The key file ${path}`;
  // Not to wait for a writer where the path names a pipe.
  const file = await openFile(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    await assertPrivate(file, path);
    const buffer = Buffer.alloc(maximumBytes + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    if (bytesRead > maximumBytes) throw unusable('APPROVAL_KEY_INVALID', path, 'it is too large for a key');
    const pem = buffer.toString('utf8', 0, bytesRead);
    buffer.fill(0);
    return createPemSigner(pem, { ...options, source });
  } finally {
    await file.close();
  }
}

/**
 * Makes a key and writes it as PKCS#8 PEM to a file that was not there before, readable by its owner only.
 * @param comment what follows the key in its public line; control characters become spaces.
 * @throws `APPROVAL_KEY_EXISTS`, `APPROVAL_KEY_UNREADABLE`.
 */
export async function generateKeyFile(path: string, comment: string = ''): Promise<GeneratedKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const file = await openFile(path, 'wx');
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await file.sync();
  } finally {
    await file.close();
  }
  const { keyId, line } = parsePublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  return { keyId, publicKey: `${line} ${comment.replaceAll(/\p{C}/gu, ' ')}`.trim() };
}

async function openFile(path: string, flags: string | number): Promise<FileHandle> {
  try {
    return await open(path, flags, 0o600);
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' && flags !== 'wx') throw unusable('APPROVAL_KEY_NOT_FOUND', path, 'it is not there', cause);
    if (code === 'EEXIST')
      throw unusable('APPROVAL_KEY_EXISTS', path, 'it is there already, and is not replaced', cause);
    throw unusable('APPROVAL_KEY_UNREADABLE', path, 'it cannot be opened', cause);
  }
}

/** Asked of the open file, so that nobody can put another one in its place between the check and the reading. */
async function assertPrivate(file: FileHandle, path: string): Promise<void> {
  const { mode, uid, ...found } = await file.stat();
  if ((mode & constants.S_IFMT) !== constants.S_IFREG || found.size === 0) {
    throw unusable('APPROVAL_KEY_UNREADABLE', path, 'it is not a file with a key in it');
  }
  const me = process.getuid?.();
  if (me === undefined) return;
  if (uid !== me) throw unusable('APPROVAL_KEY_PERMISSIONS', path, 'it belongs to another user, who can read it');
  if ((mode & 0o077) !== 0) throw unusable('APPROVAL_KEY_PERMISSIONS', path, 'others can read it');
}

const nextSteps: Partial<Record<ApprovalErrorCode, (path: string) => string>> = {
  APPROVAL_KEY_NOT_FOUND: () => 'Give the path of your private key, or sign with the SSH agent.',
  APPROVAL_KEY_EXISTS: () => 'Use the key that is there, or give another path.',
  APPROVAL_KEY_PERMISSIONS: (path) =>
    `Run \`chmod 600 ${path}\` as its owner; if others could read it, make a new key.`,
  APPROVAL_KEY_UNREADABLE: () => 'Check the path, and that its folder is there and yours.',
  APPROVAL_KEY_INVALID: () => 'Give the path of an Ed25519 private key.',
};

function unusable(code: ApprovalErrorCode, path: string, why: string, cause?: unknown): Error {
  const step = nextSteps[code]?.(path);
  return approvalError({
    code,
    message: `The key file ${path} cannot be used: ${why}.`,
    nextSteps: step === undefined ? [] : [step],
    ...(cause === undefined ? {} : { cause }),
  });
}
