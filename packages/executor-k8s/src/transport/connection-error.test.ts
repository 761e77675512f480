import { describe, expect, it } from 'vitest';
import { connectionError } from './connection-error.ts';

function failure(code: string): Error {
  return Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new RangeError('inner'), { code }) });
}

describe('connectionError', () => {
  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'CONNECT_TIMED_OUT'],
    ['ETIMEDOUT', 'CONNECT_TIMED_OUT'],
    ['CERT_HAS_EXPIRED', 'SERVER_CERTIFICATE_EXPIRED'],
    ['EAI_AGAIN', 'DNS_FAILED'],
    ['EHOSTUNREACH', 'UNREACHABLE'],
    ['ECONNRESET', 'CONNECTION_RESET'],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'CLIENT_CERTIFICATE_INVALID'],
    ['ERR_SSL_SOMETHING_NEW', 'TLS_FAILED'],
    ['', 'UNREACHABLE'],
  ])('explains %s as %s', (code, explained) => {
    expect(connectionError(failure(code), 'https://x')).toMatchObject({
      code: explained,
      cause: expect.any(TypeError),
    });
  });
});
