import { createHash } from 'node:crypto';
import { createPemSigner } from '../key/private-key.ts';
import type { Signer } from '../signer/signer.ts';
import type { Person } from '../verification/people.ts';

/** The private key, as PKCS#8 PEM, that a word stands for in tests. */
export function pemOf(word: string): string {
  const seed = createHash('sha256').update(word).digest();
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
}

/** A signer with the key that a word stands for. */
export function signerOf(word: string): Signer {
  return createPemSigner(pemOf(word), { source: 'The key of the test' });
}

/** Somebody who has the key that the name stands for. */
export function personOf(name: string, more: Partial<Person> = {}): Person {
  return { name, kind: 'human', keys: [`${signerOf(name).publicKey} ${name}@example.com`], ...more };
}
