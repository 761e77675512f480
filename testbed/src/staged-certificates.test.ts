import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stagedCertificates } from './staged-certificates.ts';

describe('stagedCertificates', () => {
  it('ends one in the past, one soon, and one in months', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const days = (name: string): number => {
      const { validTo } = new X509Certificate(stagedCertificates(now)[name] ?? '');
      return Math.round((Date.parse(validTo) - now) / 86_400_000);
    };
    expect([days('CERTIFICATE_EXPIRED'), days('CERTIFICATE_ENDING'), days('CERTIFICATE_VALID')]).toEqual([-35, 5, 335]);
  });
});
