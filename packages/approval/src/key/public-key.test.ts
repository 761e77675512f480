import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signal } from '../__fixtures__/approve.ts';
import { pemOf, signerOf } from '../__fixtures__/keys.ts';
import { fromPoint, isSignedBy, parsePublicKey, readPublicKey, wireOf } from './public-key.ts';
import { sshString } from './ssh-wire.ts';

const { publicKey: line } = signerOf('bob');
// Of the keys that RFC 8032, section 7.1, test 1, lists.
const rfcPoint = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

const p = 2n ** 255n - 19n;
const modulo = (value: bigint): bigint => ((value % p) + p) % p;
function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = modulo(power(base, exponent / 2n) ** 2n);
  return exponent % 2n === 0n ? half : modulo(half * base);
}
const d = modulo(-121665n * power(121666n, p - 2n));

describe('parsePublicKey', () => {
  it('reads a line with or without a comment, and SPKI PEM, as one key', () => {
    const key = parsePublicKey(line);
    expect(key.line).toBe(line);
    expect(parsePublicKey(`  ${line} bob@example.com with spaces\n`)).toEqual(key);
    expect(parsePublicKey(key.pem)).toEqual(key);
    expect(key.pem).toBe(createPublicKey(pemOf('bob')).export({ type: 'spki', format: 'pem' }));
  });

  it('names it as ssh-keygen does', () => {
    expect(fromPoint(Buffer.from(rfcPoint, 'hex'))).toMatchObject({
      line: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea',
      keyId: 'SHA256:bbXpuKG6zhzdmnxq256TlqzFBzRl2f6OOg722cYNbU8',
    });
  });

  it.each([
    ['nothing', ''],
    ['another type', line.replace('ssh-ed25519', 'ssh-rsa')],
    ['a key of a device', line.replace('ssh-ed25519', 'sk-ssh-ed25519@openssh.com')],
    [
      'another type inside',
      `ssh-ed25519 ${Buffer.concat([sshString('ssh-rsa'), sshString(Buffer.alloc(32, 9))]).toString('base64')}`,
    ],
    [
      '31 bytes',
      `ssh-ed25519 ${Buffer.concat([sshString('ssh-ed25519'), sshString(Buffer.alloc(31, 9))]).toString('base64')}`,
    ],
    [
      'trailing bytes',
      `ssh-ed25519 ${Buffer.concat([wireOf(parsePublicKey(line)), Buffer.from('x')]).toString('base64')}`,
    ],
    ['base64 with a gap', line.replace('AAAAC3', 'AAAA_C3')],
    ['two lines', `${line}\n${line}`],
    ['options before it', `command="x" ${line}`],
    ['a private key', pemOf('bob')],
    ['a certificate', parsePublicKey(line).pem.replaceAll('PUBLIC KEY', 'CERTIFICATE')],
    [
      'an elliptic curve',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ],
    ['a megabyte', `${line} ${'a'.repeat(1_000_000)}`],
  ])('refuses %s', (_, text) => {
    expect(() => parsePublicKey(text)).toThrow(expect.objectContaining({ code: 'APPROVAL_KEY_INVALID' }));
  });

  it('never throws while reading, and reads nothing into noise', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readPublicKey(text) === 'string'));
    fc.assert(fc.property(fc.base64String(), (text) => typeof readPublicKey(`ssh-ed25519 ${text}`) === 'string'));
  });
});

describe('a point of small order', () => {
  const points = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ];

  it.each(points)('%s is no key, whatever its sign', (hex) => {
    const point = Buffer.from(hex, 'hex');
    expect(fromPoint(point)).toBeUndefined();
    point.writeUInt8(point.readUInt8(31) | 0x80, 31);
    expect(fromPoint(point)).toBeUndefined();
  });

  it('is on the list in every form: y with 8·(x, y) = (0, 1), by the doubling formula', () => {
    // Doubling thrice from y alone: x² = (y² − 1) / (d y² + 1), and y of the double is (y² + x²) / (1 − d x² y²).
    const double = (y: bigint): bigint => {
      const y2 = modulo(y * y);
      const x2 = modulo((y2 - 1n) * power(modulo(d * y2 + 1n), p - 2n));
      return modulo((y2 + x2) * power(modulo(1n - d * x2 * y2), p - 2n));
    };
    for (const hex of points) {
      const y = BigInt(`0x${Buffer.from(hex, 'hex').reverse().toString('hex')}`);
      expect(double(double(double(y % p)))).toBe(1n);
    }
  });
});

describe('isSignedBy', () => {
  it('is true for the key, the bytes and the signature that belong together', async () => {
    const bytes = Buffer.from('bytes');
    const signature = await signerOf('bob').sign(bytes, signal);
    expect(isSignedBy(parsePublicKey(line), bytes, signature)).toBe(true);
    expect(isSignedBy(parsePublicKey(signerOf('carol').publicKey), bytes, signature)).toBe(false);
    expect(isSignedBy(parsePublicKey(line), bytes, signature.subarray(1))).toBe(false);
    expect(isSignedBy(parsePublicKey(line), Buffer.from('bytez'), signature)).toBe(false);
  });

  it('is false for the same signature with the group order added to its scalar', async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const bytes = Buffer.from('bytes');
    const signature = Buffer.from(await signerOf('bob').sign(bytes, signal));
    const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse().copy(signature, 32);
    expect(isSignedBy(parsePublicKey(line), bytes, signature)).toBe(false);
  });
});
