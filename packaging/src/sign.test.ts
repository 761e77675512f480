import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readReleaseKey, verifyMinisign } from '../../apps/cli/src/update/minisign.ts';
import { readSigningKey, signMinisign } from './sign.ts';

const pem = (kind: 'ed25519' | 'x25519'): string => {
  const { privateKey } = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};
const content = Buffer.from('releases');

describe('a signature of a release', () => {
  const key = readSigningKey(pem('ed25519'));
  const trusted = [readReleaseKey(key.publicKey)].filter((found) => found !== null);
  const text = signMinisign(content, key, 'timestamp:1 file:releases.json');

  it('is taken by the command line', () => {
    expect(verifyMinisign(content, text, trusted)).toMatchObject({
      kind: 'good',
      comment: 'timestamp:1 file:releases.json',
    });
  });

  it('fits no other content', () => {
    expect(verifyMinisign(Buffer.from('release'), text, trusted).kind).toBe('bad');
  });

  it('is the same each time', () => {
    expect(signMinisign(content, key, 'timestamp:1 file:releases.json')).toBe(text);
  });

  it('is made with an Ed25519 key only', () => {
    expect(() => readSigningKey(pem('x25519'))).toThrow('not an Ed25519 key');
  });
});
