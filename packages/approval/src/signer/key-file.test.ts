import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approve, signal, verify } from '../__fixtures__/approve.ts';
import { pemOf, signerOf } from '../__fixtures__/keys.ts';
import { opensshPem } from '../__fixtures__/openssh-pem.ts';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import { createPemSigner } from '../key/private-key.ts';
import { generateKeyFile, openKeyFile } from './key-file.ts';

const folder = temporaryFolder();
let count = 0;

function fileWith(text: string | Uint8Array, mode = 0o600): string {
  count += 1;
  const path = join(folder, `key-${count}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const hasPosix = process.getuid !== undefined;
const isRoot = process.getuid?.() === 0;

describe('openKeyFile', () => {
  it('opens PKCS#8 and OpenSSH as the same key, whose approvals count', async () => {
    for (const text of [
      pemOf('bob'),
      opensshPem('bob'),
      opensshPem('bob').replaceAll('\n', '\r\n'),
      `\n${pemOf('bob')}\n\n`,
    ]) {
      const signer = await openKeyFile(fileWith(text));
      expect([signer.keyId, signer.publicKey]).toEqual([signerOf('bob').keyId, signerOf('bob').publicKey]);
      expect(verify([await approve({ signer })]).counted).toMatchObject([{ by: 'bob' }]);
    }
  });

  it('opens encrypted PKCS#8 with its passphrase only', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' } as const;
    const path = fileWith(privateKey.export(cipher));
    expect((await openKeyFile(path, { passphrase: 'right' })).keyId).toMatch(/^SHA256:/);
    await expect(openKeyFile(path)).rejects.toMatchObject({
      code: 'APPROVAL_KEY_ENCRYPTED',
      message: /needs a passphrase/,
    });
    const wrong = openKeyFile(path, { passphrase: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ code: 'APPROVAL_KEY_ENCRYPTED', message: /does not open it/ });
  });

  it('sends who has an OpenSSH key with a passphrase to the agent', async () => {
    const path = fileWith(opensshPem('bob', { cipher: 'aes256-ctr', derivation: 'bcrypt' }));
    await expect(openKeyFile(path)).rejects.toMatchObject({
      code: 'APPROVAL_KEY_ENCRYPTED',
      nextSteps: [expect.stringContaining('ssh-add')],
    });
  });

  it.runIf(hasPosix).each([0o640, 0o604, 0o620, 0o644, 0o777])('refuses a file with the mode %o', async (mode) => {
    await expect(openKeyFile(fileWith(pemOf('bob'), mode))).rejects.toMatchObject({ code: 'APPROVAL_KEY_PERMISSIONS' });
  });

  it.runIf(isRoot)('refuses the file of somebody else, who can read it', async () => {
    const path = fileWith(pemOf('bob'));
    chownSync(path, 12_345, 12_345);
    await expect(openKeyFile(path)).rejects.toMatchObject({
      code: 'APPROVAL_KEY_PERMISSIONS',
      message: /another user/,
    });
  });

  it.runIf(hasPosix)('judges what a link leads to', async () => {
    const link = join(folder, 'link');
    symlinkSync(fileWith(pemOf('bob'), 0o644), link);
    await expect(openKeyFile(link)).rejects.toMatchObject({ code: 'APPROVAL_KEY_PERMISSIONS' });
  });

  it.each([
    ['a folder', () => folder, 'APPROVAL_KEY_UNREADABLE'],
    ['a device', () => '/dev/null', 'APPROVAL_KEY_UNREADABLE'],
    ['nothing', () => join(folder, 'absent'), 'APPROVAL_KEY_NOT_FOUND'],
    ['a path with a NUL', () => 'a\0b', 'APPROVAL_KEY_UNREADABLE'],
    ['an empty file', () => fileWith(''), 'APPROVAL_KEY_UNREADABLE'],
    ['a large file', () => fileWith(pemOf('bob').padEnd(20_000)), 'APPROVAL_KEY_INVALID'],
    [
      'an OpenSSH key said to be another',
      () => fileWith(opensshPem('bob', { outerWord: 'carol' })),
      'APPROVAL_KEY_INVALID',
    ],
    ['an OpenSSH key still encrypted', () => fileWith(opensshPem('bob', { checks: [7, 8] })), 'APPROVAL_KEY_INVALID'],
    [
      'an OpenSSH key padded otherwise',
      () => fileWith(opensshPem('bob', { padding: [1, 2, 4] })),
      'APPROVAL_KEY_INVALID',
    ],
    ['a public key', () => fileWith(signerOf('bob').publicKey), 'APPROVAL_KEY_INVALID'],
    ['a damaged key', () => fileWith(pemOf('bob').replace('MC4C', 'MC4D')), 'APPROVAL_KEY_INVALID'],
    ['an RSA key', () => fileWith(pemOfType('rsa')), 'APPROVAL_KEY_INVALID'],
    ['an elliptic curve', () => fileWith(pemOfType('ec')), 'APPROVAL_KEY_INVALID'],
    ['a key for encryption', () => fileWith(pemOfType('x25519')), 'APPROVAL_KEY_INVALID'],
    ['an OpenSSH key of another type', () => fileWith(opensshPem('bob', { type: 'ssh-rsa' })), 'APPROVAL_KEY_INVALID'],
    [
      'an OpenSSH key with another public part',
      () => fileWith(opensshPem('bob', { publicWord: 'carol' })),
      'APPROVAL_KEY_INVALID',
    ],
    [
      'OpenSSH’s armour around noise',
      () => fileWith(opensshPem('bob').replace(/\n.{20}/, '\nAAAA')),
      'APPROVAL_KEY_INVALID',
    ],
  ])('refuses %s', async (_, path, code) => {
    await expect(openKeyFile(path())).rejects.toMatchObject({ code });
  });

  it('says nothing of what is in the file', async () => {
    const secret = 'c2VjcmV0c2VjcmV0';
    const path = fileWith(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`);
    const error = await openKeyFile(path).catch((cause: unknown) => cause);
    expect(`${error} ${error instanceof Error ? error.cause : ''}`).not.toContain(secret);
  });
});

describe('createPemSigner', () => {
  it('refuses an OpenSSH key with any byte of its frame, its type or its public part changed, never throwing something else', () => {
    const lines = opensshPem('bob').split('\n');
    const bytes = Buffer.from(lines.slice(1, -2).join(''), 'base64');
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ by, at);
        const pem = `${lines[0]}\n${changed.toString('base64')}\n${lines.at(-2)}\n`;
        try {
          expect(createPemSigner(pem, { source: 'x' }).keyId).toBe(signerOf('bob').keyId);
        } catch (cause) {
          expect(cause).toMatchObject({ code: expect.stringMatching(/^APPROVAL_KEY_(INVALID|ENCRYPTED)$/) });
        }
      }),
    );
  });

  it('stops when it is told to', async () => {
    await expect(signerOf('bob').sign(Buffer.from('x'), AbortSignal.abort(new TypeError('stop')))).rejects.toThrow(
      'stop',
    );
    expect(await signerOf('bob').sign(Buffer.from('x'), signal)).toHaveLength(64);
  });
});

describe('generateKeyFile', () => {
  it('writes a key that only its owner can read, and that approves', async () => {
    const path = join(folder, 'new');
    const { keyId, publicKey } = await generateKeyFile(path, 'bob@example.com\nssh-rsa');
    if (hasPosix) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(publicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/]{68} bob@example\.com ssh-rsa$/);
    const signer = await openKeyFile(path);
    expect(signer.keyId).toBe(keyId);
    const people = [{ name: 'bob', kind: 'human' as const, keys: [publicKey] }];
    expect(verify([await approve({ signer })], { people }).counted).toHaveLength(1);
  });

  it('replaces nothing, and follows no link', async () => {
    const path = fileWith('mine');
    await expect(generateKeyFile(path)).rejects.toMatchObject({ code: 'APPROVAL_KEY_EXISTS' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    const link = join(folder, 'dangling');
    symlinkSync(join(folder, 'elsewhere'), link);
    await expect(generateKeyFile(link)).rejects.toMatchObject({ code: 'APPROVAL_KEY_EXISTS' });
    await expect(generateKeyFile(join(folder, 'no', 'folder'))).rejects.toMatchObject({
      code: 'APPROVAL_KEY_UNREADABLE',
    });
  });
});

function pemOfType(type: 'rsa' | 'ec' | 'x25519'): string {
  const format = { type: 'pkcs8', format: 'pem' } as const;
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(format).toString();
  if (type === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(format).toString();
  return generateKeyPairSync('x25519').privateKey.export(format).toString();
}
