import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createNoteSigner } from '../note/note-key.ts';
import { fingerprint } from './fingerprint.ts';

const newSigner = () => createNoteSigner('test/log', generateKeyPairSync('ed25519').privateKey);

describe('a fingerprint', () => {
  it('is the same for the same text under the same key, and shows nothing of it', () => {
    const signer = newSigner();
    const name = fingerprint(signer, 'why is CPU high?');
    expect(name).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
    expect(fingerprint(signer, 'why is CPU high?')).toBe(name);
    expect(fingerprint(signer, 'why is CPU high')).not.toBe(name);
  });

  it('cannot be made under another key', () => {
    expect(fingerprint(newSigner(), 'why?')).not.toBe(fingerprint(newSigner(), 'why?'));
  });
});
