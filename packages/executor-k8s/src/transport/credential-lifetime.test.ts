import type { Principal, WireTransport } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { lifetimeOf, withLifetime } from './credential-lifetime.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const hour = 3_600_000;
const none = { exec: null, certificate: null, isPassword: false, isImpersonation: false } as const;

describe('the lifetime of a credential', () => {
  it.each([
    ['a plugin’s that ends within a day', { ...none, exec: { expiresAt: now + 24 * hour } }, 'short-lived'],
    ['a plugin’s that ends later', { ...none, exec: { expiresAt: now + 24 * hour + 1 } }, 'long-lived'],
    ['a plugin’s that says no end', { ...none, exec: { expiresAt: null } }, 'unknown'],
    ['a password', { ...none, isPassword: true }, 'long-lived'],
    ['a token in a file', none, 'unknown'],
    [
      'whatever names somebody else to the server',
      { ...none, exec: { expiresAt: now + hour }, isImpersonation: true },
      'impersonation',
    ],
  ] as const)('of %s', (_, parts, expected) => {
    expect(lifetimeOf(parts, now)).toBe(expected);
  });

  const principal: Principal = { id: 'kubernetes:a', kind: 'human', established_by: 'x', credential: 'unknown' };
  const transport = {
    endpoint: 'x',
    send: async () => Promise.reject(new TypeError('none')),
    close: async () => undefined,
  };
  const telling = (lifetime: string): WireTransport =>
    ({ ...transport, credentialLifetime: () => lifetime }) as unknown as WireTransport;

  it.each([
    ['unknown', telling('short-lived'), 'short-lived'],
    ['long-lived', telling('short-lived'), 'short-lived'],
    ['short-lived', telling('long-lived'), 'short-lived'],
    ['long-lived', telling('unknown'), 'long-lived'],
    ['unknown', transport as unknown as WireTransport, 'unknown'],
  ] as const)('with %s from the server', (credential, from, expected) => {
    expect(withLifetime({ ...principal, credential }, from).credential).toBe(expected);
  });

  it('is not told of somebody who is impersonated, and whom policies would take for the one who acts', () => {
    const claimed: Principal = { ...principal, credential: 'short-lived' };
    expect(withLifetime(claimed, telling('impersonation'))).toEqual({
      ...principal,
      id: 'kubernetes:a (impersonated)',
      credential: 'unknown',
    });
  });
});
