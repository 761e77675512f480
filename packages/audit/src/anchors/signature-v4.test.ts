import { describe, expect, it } from 'vitest';
import { signRequest } from './signature-v4.ts';

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, whose keys open nothing.
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const place = { region: 'us-east-1', service: 's3', now: Date.UTC(2013, 4, 24), body: new Uint8Array(0) } as const;

function signatureOf(path: string, headers: Readonly<Record<string, string>>): string {
  const url = new URL(path, 'https://examplebucket.s3.amazonaws.com');
  const { authorization = '' } = signRequest({ ...place, method: 'GET', url, headers }, keys);
  return authorization.slice(authorization.indexOf('Signature=') + 10);
}

describe('a signed request', () => {
  it.each([
    [
      'of an object',
      '/test.txt',
      { range: 'bytes=0-9' },
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    ['with a parameter', '/?lifecycle', {}, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['of a list', '/?max-keys=2&prefix=J', {}, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('%s has the signature that AWS documents', (_, path, headers, signature) => {
    expect(signatureOf(path, headers)).toBe(signature);
  });

  it('carries the token of temporary keys, signed', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/');
    const signed = signRequest({ ...place, method: 'GET', url, headers: {} }, { ...keys, sessionToken: 'token' });
    expect(signed['x-amz-security-token']).toBe('token');
    expect(signed.authorization).toContain(';x-amz-security-token,');
  });
});
