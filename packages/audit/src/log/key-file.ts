import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { auditError } from '../errors.ts';
import { createFile, isCode } from './atomic-file.ts';
import { assureFolder } from './folder.ts';

const fileName = 'audit-signing-key.pem';

/** Where the signing key of a key folder is. */
export function keyPath(keyFolder: string): string {
  return join(keyFolder, fileName);
}

/**
 * Reads the Ed25519 signing key (PKCS #8, PEM).
 * @returns null when there is no such file.
 * @throws CloudOpsError `AUDIT_KEY_PERMISSIONS` when anybody else could read or replace it, `AUDIT_KEY_INVALID`.
 */
export function readKey(keyFolder: string): KeyObject | null {
  const path = keyPath(keyFolder);
  try {
    assertPrivate(keyFolder, statSync(keyFolder), '700');
    return toKey(path, readPrivateFile(path));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Creates the signing key, unless another process just did. */
export function createKey(keyFolder: string): void {
  assureFolder(keyFolder, 0o700);
  assertPrivate(keyFolder, statSync(keyFolder), '700');
  const { privateKey } = generateKeyPairSync('ed25519');
  createFile(keyPath(keyFolder), privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
}

function readPrivateFile(path: string): string {
  const descriptor = openKey(path);
  try {
    assertPrivate(path, fstatSync(descriptor), '600');
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    throw isCode(error, 'EISDIR') ? invalidKey(path, error) : error;
  } finally {
    closeSync(descriptor);
  }
}

function openKey(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    // What O_NOFOLLOW makes of a link.
    throw isCode(error, 'ELOOP') ? invalidKey(path, error) : error;
  }
}

function toKey(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw invalidKey(path, error);
  }
  throw invalidKey(path);
}

function invalidKey(path: string, cause?: unknown): Error {
  return auditError({
    code: 'AUDIT_KEY_INVALID',
    message: `The audit log's key ${path} is not a file with an Ed25519 private key (PKCS #8, PEM).`,
    nextSteps: ['Restore the key from a backup.'],
    cause,
  });
}

/** @throws CloudOpsError `AUDIT_KEY_PERMISSIONS` when anybody else could read or replace what is there. */
export function assertPrivate(path: string, stats: Stats, mode: '600' | '700'): void {
  // Windows has access lists instead of modes and owners.
  if (process.getuid === undefined) return;
  const isForeign = stats.uid !== process.getuid();
  if (!isForeign && (stats.mode & 0o077) === 0) return;
  throw auditError({
    code: 'AUDIT_KEY_PERMISSIONS',
    message: isForeign
      ? `The audit log's key is not safe: ${path} belongs to another user (id ${stats.uid}).`
      : `The audit log's key is not safe: others may use ${path} (mode ${(stats.mode & 0o777).toString(8)}).`,
    nextSteps: isForeign
      ? ['Run as the user who owns the key, or choose another key folder.']
      : [`chmod ${mode} '${path}'`],
  });
}
