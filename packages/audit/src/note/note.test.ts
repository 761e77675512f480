import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { openNote, signNote } from './note.ts';
import { createNoteSigner, type NoteVerifier, parseVerifierKey } from './note-key.ts';

// The example of Go's golang.org/x/mod/sumdb/note, key and note as its documentation prints them.
const verifierKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64');
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const note = `${text}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

function known(key = verifierKey): NoteVerifier {
  const verifier = parseVerifierKey(key);
  expect(verifier).not.toBeNull();
  return verifier as NoteVerifier;
}

const signer = createNoteSigner('log.example', generateKeyPairSync('ed25519').privateKey);

describe('openNote', () => {
  it('opens the reference note', () => {
    expect(openNote(note, [known()])).toEqual({ kind: 'opened', text, signers: ['PeterNeumann'] });
  });

  it('passes over signatures of keys that it does not know', () => {
    const [, line = ''] = signNote(text, signer).split('\n\n');
    expect(openNote(note + line, [known()])).toMatchObject({ kind: 'opened', signers: ['PeterNeumann'] });
    expect(openNote(note, [signer])).toEqual({ kind: 'refused', why: 'no known key signed it' });
  });

  it.each([
    ['changed text', note.replace('answer', 'Answer')],
    ['no signature', text],
    ['no last newline', note.slice(0, -1)],
    ['carriage returns', note.replaceAll('\n', '\r\n')],
    ['a zero byte', note.replace('answer', 'ans\u0000wer')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['base64 with a stray bit', note.replace('JnAM=', 'JnAN=')],
    ['base64 with spaces', note.replace('x08go', 'x08 go')],
    ['a short signature', `${text}\n— PeterNeumann x08g\n`],
    ['a cut signature', `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBt\n`],
    ['a malformed further line', `${note}rubbish\n`],
    ['101 signatures', note + note.slice(note.indexOf('—')).repeat(100)],
    ['too much text', 'x\n'.repeat(600_000) + note],
    ['half a surrogate pair', note.replace('answer', '\ud800')],
    ['nothing', ''],
    ['newlines only', '\n\n\n'],
  ])('refuses a note with %s', (_, malformed) => {
    expect(openNote(malformed, [known()]).kind).toBe('refused');
  });

  it('never throws and never accepts a note that it was not given', () => {
    const edit = fc.record({
      at: fc.nat(note.length),
      remove: fc.nat(3),
      insert: fc.array(fc.nat(0xffff), { maxLength: 3 }).map((units) => String.fromCharCode(...units)),
    });
    const verifiers = [known()];
    fc.assert(
      fc.property(edit, ({ at, remove, insert }) => {
        const changed = note.slice(0, at) + insert + note.slice(at + remove);
        return (openNote(changed, verifiers).kind === 'opened') === (changed === note);
      }),
      { numRuns: 500 },
    );
  });
});

describe('signNote', () => {
  it('signs as the reference does', () => {
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed.subarray(1)]);
    const peter = createNoteSigner('PeterNeumann', createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
    expect(peter.verifierKey).toBe(verifierKey);
    expect(signNote(text, peter)).toBe(note);
  });

  it('makes notes that open', () => {
    expect(openNote(signNote(text, signer), [known(signer.verifierKey)])).toMatchObject({ kind: 'opened', text });
  });
});

describe('parseVerifierKey', () => {
  it.each([
    '',
    'PeterNeumann',
    verifierKey.replace('Peter', 'Mallory'),
    verifierKey.replace('c74f20a3', 'c74f20a4'),
    verifierKey.replace('+ARpc', '+AhpcRp'),
    `${verifierKey}AA`,
    verifierKey.replace('PeterNeumann', 'Peter Neumann'),
  ])('refuses %j', (malformed) => {
    expect(parseVerifierKey(malformed)).toBeNull();
  });
});

describe('parseCheckpoint', () => {
  const checkpoint = { origin: 'log.example', size: 257, root: Buffer.alloc(32, 7) };

  it('reads what formatCheckpoint writes, with extension lines', () => {
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
    expect(parseCheckpoint(`${formatCheckpoint(checkpoint)}more\n`)).toEqual(checkpoint);
  });

  it.each([
    ['a signed size', 'log.example\n-1\n'],
    ['a leading zero', 'log.example\n01\n'],
    ['an unsafe size', 'log.example\n9999999999999999\n'],
    ['no origin', '\n1\n'],
  ])('refuses %s', (_, start) => {
    expect(parseCheckpoint(`${start}${Buffer.alloc(32).toString('base64')}\n`)).toBeNull();
  });

  it('refuses a root that is not 32 bytes', () => {
    expect(parseCheckpoint(formatCheckpoint({ ...checkpoint, root: Buffer.alloc(31) }))).toBeNull();
    expect(parseCheckpoint('log.example\n1\n')).toBeNull();
  });
});
