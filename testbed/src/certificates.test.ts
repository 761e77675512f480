import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from './certificates.ts';
import { oid } from './der.ts';

const now = Date.UTC(2026, 10, 22);

describe('issueCertificate', () => {
  const authority = createAuthority('testbed-ca', now);
  const root = new X509Certificate(authority.certificate);

  it('makes a server certificate that its authority vouches for, for exactly its names', () => {
    const request = { commonName: 'server', names: ['localhost'], addresses: [[127, 0, 0, 1]] };
    const leaf = new X509Certificate(issueCertificate(authority, request, now).certificate);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.checkHost('localhost')).toBe('localhost');
    expect(leaf.checkHost('example.com')).toBeUndefined();
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('makes a client certificate with user and group', () => {
    const request = { commonName: 'admin', organization: 'system:masters' };
    const leaf = new X509Certificate(issueCertificate(authority, request, now).certificate);
    expect(leaf.subject).toBe('O=system:masters\nCN=admin');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(leaf.ca).toBe(false);
  });

  it('is valid from an hour before to a year after', () => {
    expect(root.ca).toBe(true);
    expect(Date.parse(root.validFrom)).toBe(now - 3_600_000);
    expect(Date.parse(root.validTo)).toBe(now + 365 * 24 * 3_600_000);
  });
});

describe('oid', () => {
  it('encodes arcs above 127 in several bytes', () => {
    expect(oid('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
  });
});
