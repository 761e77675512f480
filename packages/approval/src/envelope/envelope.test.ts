import type { Envelope } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approve, signal, verify } from '../__fixtures__/approve.ts';
import { signerOf } from '../__fixtures__/keys.ts';
import { parsePublicKey } from '../key/public-key.ts';
import { openEnvelope } from './open-envelope.ts';
import { encodePae, statementType } from './pae.ts';
import { parseEnvelope } from './parse-envelope.ts';
import { sealEnvelope } from './seal-envelope.ts';

const bob = parsePublicKey(signerOf('bob').publicKey);
const envelope = await approve();
const [signature = { keyid: '', sig: '' }] = envelope.signatures;
const payload = Buffer.from(envelope.payload, 'base64');

async function sealText(text: string): Promise<Envelope> {
  return sealEnvelope(Buffer.from(text, 'utf8'), signerOf('bob'), signal);
}

describe('encodePae', () => {
  it("is the protocol's own example", () => {
    const pae = encodePae('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(pae).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('counts bytes, not characters', () => {
    expect(Buffer.from(encodePae('é', Buffer.from('→'))).toString()).toBe('DSSEv1 2 é 3 →');
  });
});

describe('sealEnvelope and openEnvelope', () => {
  it('give back what was signed, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), async (bytes) => {
        const opened = openEnvelope(await sealEnvelope(bytes, signerOf('bob'), signal), [bob]);
        expect(opened).toMatchObject({ kind: 'opened', signedBy: [{ keyId: bob.keyId }] });
        expect(Buffer.from(opened.payload ?? []).equals(bytes)).toBe(true);
      }),
    );
  });

  it('sign nothing once they are told to stop', async () => {
    await expect(sealEnvelope(payload, signerOf('bob'), AbortSignal.abort(new TypeError('stop')))).rejects.toThrow(
      'stop',
    );
  });

  it('hand out nothing that a signer with a wrong id signed', async () => {
    const signer = { ...signerOf('bob'), keyId: signerOf('carol').keyId };
    await expect(approve({ signer })).rejects.toMatchObject({ code: 'APPROVAL_SIGNATURE_INVALID' });
  });

  const urlSafe = `${signature.sig.slice(0, -2).replaceAll('+', '-').replaceAll('/', '_')}==`;
  it.each<readonly [string, unknown]>([
    ['null', null],
    ['a text', 'envelope'],
    ['a list', [envelope]],
    ['no signatures', { ...envelope, signatures: [] }],
    ['signatures that are no list', { ...envelope, signatures: signature }],
    ['eleven signatures', { ...envelope, signatures: Array.from({ length: 11 }, () => signature) }],
    ['another key', { ...envelope, note: '' }],
    ['another key in a signature', { ...envelope, signatures: [{ ...signature, cert: '' }] }],
    ['another type', { ...envelope, payloadType: 'application/json' }],
    ['the type in capitals', { ...envelope, payloadType: statementType.toUpperCase() }],
    ['no payload', { ...envelope, payload: '' }],
    ['a payload of 2 MiB', { ...envelope, payload: 'A'.repeat(2 * 1024 * 1024) }],
    ['a payload above 256 KiB', { ...envelope, payload: Buffer.alloc(256 * 1024 + 1).toString('base64') }],
    [
      'a payload with a line break',
      { ...envelope, payload: `${envelope.payload.slice(0, 76)}\r\n${envelope.payload.slice(76)}` },
    ],
    ['a payload without padding', { ...envelope, payload: Buffer.from('{}').toString('base64').replace(/=+$/, '') }],
    [
      'base64 with bits left over',
      { ...envelope, signatures: [{ ...signature, sig: `${signature.sig.slice(0, -3)}B==` }] },
    ],
    [
      'url-safe base64',
      { ...envelope, signatures: [{ ...signature, sig: urlSafe.includes('-') ? urlSafe : `_${urlSafe.slice(1)}` }] },
    ],
    ['an empty signature', { ...envelope, signatures: [{ ...signature, sig: '' }] }],
    ['63 bytes', { ...envelope, signatures: [{ ...signature, sig: Buffer.alloc(63).toString('base64') }] }],
    ['65 bytes', { ...envelope, signatures: [{ ...signature, sig: Buffer.alloc(65).toString('base64') }] }],
    ['a good signature and an empty one', { ...envelope, signatures: [signature, { ...signature, sig: '' }] }],
    ['no key id', { ...envelope, signatures: [{ ...signature, keyid: '' }] }],
    ['a key id of another kind', { ...envelope, signatures: [{ ...signature, keyid: 'bob' }] }],
  ])('refuse %s', (_, candidate) => {
    expect(openEnvelope(candidate, [bob])).toMatchObject({ kind: 'invalid', reason: 'malformed' });
    expect(verify([candidate])).toMatchObject({ counted: [], refused: [{ kind: 'malformed' }] });
  });

  it('refuse an envelope whose properties throw', () => {
    const hostile = { ...envelope };
    Object.defineProperty(hostile, 'payload', {
      enumerable: true,
      get: () => {
        throw new TypeError('no');
      },
    });
    expect(openEnvelope(hostile, [bob])).toMatchObject({ kind: 'invalid', reason: 'malformed' });
  });

  it('refuse a good signature beside a wrong one of a known key', () => {
    const wrong = { ...signature, sig: Buffer.alloc(64).toString('base64') };
    expect(openEnvelope({ ...envelope, signatures: [signature, wrong] }, [bob])).toMatchObject({
      reason: 'bad-signature',
    });
  });

  it('refuse a signature over the payload alone, and over another type', async () => {
    for (const bytes of [payload, encodePae('text/plain', payload)]) {
      const sig = Buffer.from(await signerOf('bob').sign(bytes, signal)).toString('base64');
      expect(openEnvelope({ ...envelope, signatures: [{ ...signature, sig }] }, [bob])).toMatchObject({
        reason: 'bad-signature',
      });
    }
  });

  it('never throw and never accept, whatever comes', () => {
    const like = fc.record({
      payloadType: fc.oneof(fc.constant(statementType), fc.string()),
      payload: fc.oneof(fc.constant(envelope.payload), fc.base64String(), fc.anything()),
      signatures: fc.array(
        fc.oneof(
          fc.record({ keyid: fc.constantFrom(bob.keyId, ''), sig: fc.base64String({ minLength: 88, maxLength: 88 }) }),
          fc.anything(),
        ),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), like), (candidate) => openEnvelope(candidate, [bob]).kind === 'invalid'),
    );
  });
});

describe('a statement that its own signer wrote wrongly', () => {
  const text = payload.toString('utf8');
  it.each([
    ['a key twice', text.replace('{"_type"', '{"predicateType":"x","_type"')],
    ['an approver twice', text.replace('"approver":"bob"', '"approver":"alice","approver":"bob"')],
    ['__proto__', text.replace('{"_type"', '{"__proto__":{},"_type"')],
    ['an unknown key', text.replace('{"_type"', '{"extra":1,"_type"')],
    ['an unknown key of the predicate', text.replace('"approver":"bob"', '"approver":"bob","admin":true')],
    ['a byte order mark', `\ufeff${text}`],
    ['a cut text', text.slice(0, -1)],
    ['two values', `${text}{}`],
    ['another predicate type', text.replace('approval/v1', 'approval/v2')],
    ['another statement version', text.replace('Statement/v1', 'Statement/v0.1')],
    [
      'two subjects',
      text.replace('"subject":[', `"subject":[{"digest":{"sha256":"${'0'.repeat(64)}"},"name":"plan"},`),
    ],
    ['another decision', text.replace('"decision":"approve"', '"decision":"reject"')],
    ['a time without milliseconds', text.replace('10:01:00.000Z', '10:01:00Z')],
    ['a time that is none', text.replace('2026-01-01T11:01:00.000Z', '2026-02-30T11:01:00.000Z')],
    ['an escape in a name', text.replace('"approver":"bob"', '"approver":"bob\\u001b[31m"')],
    ['an invisible letter in a name', text.replace('"approver":"bob"', '"approver":"bob\\u200b"')],
    ['too long a name', text.replace('"approver":"bob"', `"approver":"${'b'.repeat(201)}"`)],
  ])('is refused: %s', async (_, wrong) => {
    expect(wrong).not.toBe(text);
    expect(verify([await sealText(wrong)])).toMatchObject({ counted: [], refused: [{ kind: 'malformed' }] });
  });

  it('is refused when it is not UTF-8', async () => {
    const bytes = Buffer.from(payload);
    bytes.writeUInt8(0xff, bytes.indexOf('bob'));
    expect(verify([await sealEnvelope(bytes, signerOf('bob'), signal)]).refused[0]?.why).toContain('not UTF-8');
  });

  it('counts when it only differs in white space, as other tools write it', async () => {
    expect(verify([await sealText(JSON.stringify(JSON.parse(text), null, 2))]).counted).toHaveLength(1);
  });
});

describe('parseEnvelope', () => {
  const text = JSON.stringify(envelope);
  it('reads an envelope as it was written, with whatever line ends', () => {
    expect(parseEnvelope(text)).toEqual({ kind: 'parsed', envelope });
    expect(parseEnvelope(JSON.stringify(envelope, null, 2).replaceAll('\n', '\r\n'))).toEqual({
      kind: 'parsed',
      envelope,
    });
  });

  it.each([
    ['a payload twice', text.replace('{"payloadType"', `{"payload":"AAAA","payloadType"`)],
    ['__proto__', text.replace('{"payloadType"', '{"__proto__":{},"payloadType"')],
    ['a cut text', text.slice(0, 100)],
    ['2 MiB', text.padEnd(2 * 1024 * 1024)],
    ['nesting', '['.repeat(100_000)],
    ['something else', '{"plan":1}'],
  ])('refuses %s', (_, wrong) => {
    expect(parseEnvelope(wrong).kind).toBe('invalid');
  });
});
