import { generateKeyPairSync, hash, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCosignature } from './cosignature.ts';
import { createNoteSigner, parseVerifierKey, parseWitnessKey } from './note-key.ts';

const name = 'witness.test/w1';
const text = 'log.test/audit\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const typed = Buffer.concat([Buffer.of(4), publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)]);
const keyId = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer').subarray(0, 4);
const verifierKey = `${name}+${keyId.toString('hex')}+${typed.toString('base64')}`;

function cosign(time: bigint, signed = `cosignature/v1\ntime ${time}\n${text}`, id = keyId): string {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  return `\u2014 ${name} ${Buffer.concat([id, stamp, sign(null, Buffer.from(signed), privateKey)]).toString('base64')}`;
}

const witness = parseWitnessKey(verifierKey);
const read = (line: string): number | null => (witness === null ? null : readCosignature(text, line, witness));

describe('a cosignature', () => {
  it('says when the witness saw the checkpoint', () => {
    expect(read(cosign(1_767_225_600n))).toBe(Date.UTC(2026, 0, 1));
  });

  it.each([
    ['of another time', cosign(5n, `cosignature/v1\ntime 6\n${text}`)],
    ['of another text', cosign(5n, `cosignature/v1\ntime 5\n${text.replace('7', '8')}`)],
    ['without the words that set it apart from a log’s own', cosign(5n, text)],
    ['under another key id', cosign(5n, undefined, Buffer.from('00000000', 'hex'))],
    ['of another name', cosign(5n).replace(name, 'other.test/w1')],
    ['beyond any time', cosign(2n ** 63n)],
    ['cut short', `${cosign(5n).slice(0, -8)}`],
    ['with rubbish behind it', `${cosign(5n)} x`],
    ['that is none', ''],
  ])('%s is none', (_, line) => {
    expect(read(line)).toBeNull();
  });

  it('is none with any byte changed', () => {
    const good = cosign(1_767_225_600n);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, instead) => {
        const line = good.slice(0, at) + instead + good.slice(at + 1);
        expect(line === good || read(line) === null).toBe(true);
      }),
    );
  });
});

describe('a witness’s key', () => {
  it('is read back as it was written, and is none of a log', () => {
    expect(witness).toMatchObject({ name, verifierKey });
    expect(parseVerifierKey(verifierKey)).toBeNull();
  });

  it('is none when it is a log’s, damaged or anything else', () => {
    expect(parseWitnessKey(createNoteSigner(name, privateKey).verifierKey)).toBeNull();
    fc.assert(fc.property(fc.string(), (rubbish) => parseWitnessKey(rubbish) === null));
    fc.assert(
      fc.property(fc.nat(verifierKey.length - 1), fc.string({ maxLength: 2 }), (at, instead) => {
        const damaged = verifierKey.slice(0, at) + instead + verifierKey.slice(at + 1);
        return damaged === verifierKey || parseWitnessKey(damaged) === null;
      }),
    );
  });
});
