import { createAuthority, issueCertificate } from './certificates.ts';

const day = 86_400_000;
const names = ['example.com', '*.example.com'];

/**
 * Server certificates for `*.example.com` that scenarios may name in their objects: one that is good for months, one
 * that ends in 5 days, and one that ended 35 days ago.
 */
export function stagedCertificates(nowMs: number): Readonly<Record<string, string>> {
  const authority = createAuthority('staged', nowMs);
  // A certificate is valid for 365 days from the time that it is issued for.
  const issue = (age: number): string =>
    issueCertificate(authority, { commonName: 'example.com', names }, nowMs - age * day).certificate;
  return { CERTIFICATE_VALID: issue(30), CERTIFICATE_ENDING: issue(360), CERTIFICATE_EXPIRED: issue(400) };
}
