import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type IssuerKey, readIdToken, verifyIdToken } from './verify-id-token.ts';

const now = Date.UTC(2026, 10, 22, 12);
const seconds = now / 1000;
const expected = { issuer: 'https://login.example.com', clientId: 'cloudops', now };
const claims = { iss: expected.issuer, sub: 'alice', aud: 'cloudops', iat: seconds, exp: seconds + 3600 };

interface Signer {
  readonly alg: string;
  readonly kid?: string;
  readonly key: KeyObject;
  readonly options?: object;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function issue(more: object, { alg, kid = 'k1', key, options = {} }: Signer): string {
  const text = `${encode({ alg, kid })}.${encode({ ...claims, ...more })}`;
  const hash = alg.startsWith('Ed') ? null : `sha${alg.slice(2)}`;
  return `${text}.${sign(hash, Buffer.from(text), { key, ...options }).toString('base64url')}`;
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ed = generateKeyPairSync('ed25519');
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const ieee = { dsaEncoding: 'ieee-p1363' };

function publish(key: KeyObject, more: object = {}): IssuerKey {
  return { ...key.export({ format: 'jwk' }), kid: 'k1', ...more } as IssuerKey;
}

const signer: Signer = { alg: 'ES256', key: p256.privateKey, options: ieee };
const keys = [publish(p256.publicKey)];

function judge(more: object, by: Signer = signer, published = keys): string {
  const check = verifyIdToken(issue(more, by), published, expected);
  return check.kind === 'invalid' ? check.why : check.kind;
}

describe('an ID token', () => {
  it('says who signed in', () => {
    expect(verifyIdToken(issue({ email: 'a@example.com' }, signer), keys, expected)).toEqual({
      kind: 'valid',
      claims: { issuer: expected.issuer, subject: 'alice', email: 'a@example.com', expiresAt: now + 3_600_000 },
    });
  });

  it.each([
    ['RS256', rsa, {}],
    ['RS512', rsa, {}],
    ['PS256', rsa, pss],
    ['ES384', p384, ieee],
    ['EdDSA', ed, {}],
  ])('may be signed by %s', (alg, { privateKey, publicKey }, options) => {
    expect(judge({}, { alg, key: privateKey, options }, [publish(publicKey)])).toBe('valid');
    expect(judge({}, { alg, key: privateKey, options }, keys)).toBe('the token is not signed by the issuer');
  });

  it.each([
    ['of another issuer', { iss: 'https://login.example.com/' }, 'another issuer'],
    ['for another client', { aud: 'other' }, 'another client'],
    ['for several clients, issued to nobody in particular', { aud: ['cloudops', 'other'] }, 'another client'],
    ['issued to another client', { aud: ['cloudops', 'other'], azp: 'other' }, 'another client'],
    ['from the future', { iat: seconds + 60 }, 'future'],
    ['not good yet', { nbf: seconds + 60 }, 'future'],
    ['with a time that is none', { iat: Number.NaN }, 'no signed token'],
    ['without a subject', { sub: '' }, 'no signed token'],
    ['of a subject with line breaks', { sub: 'alice\nbob' }, 'no signed token'],
    ['of a subject that looks like another', { sub: 'аlice' }, 'no signed token'],
    ['of a subject that is too long', { sub: 'a'.repeat(256) }, 'no signed token'],
  ])('does not count %s', (_what, more, why) => {
    expect(judge(more)).toContain(why);
  });

  it('counts for several clients where it was issued to this one', () => {
    expect(judge({ aud: ['cloudops', 'other'], azp: 'cloudops' })).toBe('valid');
  });

  it('ends at its time, to the second', () => {
    expect(judge({ exp: seconds })).toBe('expired');
    expect(judge({ exp: seconds + 1 })).toBe('valid');
  });

  it('is only for the login that asked for it', () => {
    const token = issue({ nonce: 'a' }, signer);
    expect(verifyIdToken(token, keys, { ...expected, nonce: 'b' }).kind).toBe('invalid');
    expect(verifyIdToken(token, keys, { ...expected, nonce: 'a' }).kind).toBe('valid');
  });
});

describe('a forged token', () => {
  const body = encode(claims);

  it.each(['none', 'None', 'HS256', '__proto__', 'constructor'])('by the algorithm %s does not count', (alg) => {
    const header = encode({ alg, kid: 'k1' });
    const secret = JSON.stringify(keys[0]);
    const signature = createHmac('sha256', secret).update(`${header}.${body}`).digest('base64url');
    expect(verifyIdToken(`${header}.${body}.${signature}`, keys, expected).kind).toBe('invalid');
    expect(verifyIdToken(`${header}.${body}.`, keys, expected).kind).toBe('invalid');
  });

  it('with a changed claim does not count, whatever the time', () => {
    const [header, , signature] = issue({}, signer).split('.');
    const forged = `${header}.${encode({ ...claims, sub: 'bob' })}.${signature}`;
    expect(verifyIdToken(forged, keys, expected)).toEqual({
      kind: 'invalid',
      why: 'the token is not signed by the issuer',
    });
  });

  it('by a key of another kind, use or name, or a weak one, does not count', () => {
    expect(judge({}, { ...signer, kid: 'k2' })).toContain('not signed');
    expect(judge({}, signer, [publish(p256.publicKey, { use: 'enc' })])).toContain('not signed');
    expect(judge({}, signer, [publish(p256.publicKey, { crv: 'P-384' })])).toContain('not signed');
    expect(judge({}, { alg: 'RS256', key: weak.privateKey }, [publish(weak.publicKey)])).toContain('not signed');
    expect(judge({}, signer, [])).toContain('not signed');
  });

  it.each(['', 'a.b', 'a.b.c', '..', 'x'.repeat(100_000), '{}.{}.{}', 'bnVsbA.bnVsbA.bnVsbA'])(
    'that is none does not count',
    (token) => {
      expect(verifyIdToken(token, keys, expected).kind).toBe('invalid');
      expect(readIdToken(token, expected).kind).toBe('invalid');
    },
  );

  it('with a critical header that nobody here knows does not count', () => {
    const text = `${encode({ alg: 'ES256', kid: 'k1', crit: ['b64'] })}.${body}`;
    const signature = sign('sha256', Buffer.from(text), { key: p256.privateKey, dsaEncoding: 'ieee-p1363' });
    expect(verifyIdToken(`${text}.${signature.toString('base64url')}`, keys, expected).kind).toBe('invalid');
  });
});
