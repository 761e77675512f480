import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSessionName, toSourceIdentity } from './session-names.ts';

describe('toSessionName', () => {
  it.each([
    ['cloudops', 'cloudops'],
    ['a', 'a-'],
    ['\u001b[2J; rm -rf', '--2J--rm--rf'],
    [`pln_${'0a'.repeat(32)}`, `pln_${'0a'.repeat(30)}`],
  ])('makes %j into %j', (text, name) => {
    expect(toSessionName(text)).toBe(name);
  });
});

describe('toSourceIdentity', () => {
  const issuer = 'oidc:https://login.example.com/realms/a-very-long-name-of-a-realm/v2.0/path';

  it.each([
    ['os:alice', 'os-alice'],
    ['kubernetes:alice@example.com', 'kubernetes-alice@example.com'],
    ['', 'principal--e3b0c44298fc1c14'],
    ['\u001b[2J; rm -rf', 'principal---2J--rm--rf-7e876cadc816d097'],
    [`${issuer}#alice`, 'oidc--very-long-name-of-a-realm-v2.0-path-alice-8a33ff216eecf290'],
  ])('makes %j into %j', (principal, name) => {
    expect(toSourceIdentity(principal)).toBe(name);
  });

  it.each([
    [`${issuer}#alice`, `${issuer}#bob`],
    [`${issuer}#auth0|1`, `${issuer}#auth0-1`],
    ['oidc:https://one.example.com#alice', 'oidc:https://two.example.com#alice'],
    [`oidc:https://one.example.com/${'x'.repeat(100)}#alice`, `oidc:https://two.example.com/${'x'.repeat(100)}#alice`],
    ['os:a b', 'os:a-b'],
    ['os:alice', 'os-alice'],
    ['os:a b', toSourceIdentity('os:a b').replace('-', ':')],
  ])('tells %j from %j', (one, other) => {
    expect(toSourceIdentity(one)).not.toBe(toSourceIdentity(other));
  });

  it('is what STS takes, whoever asks', () => {
    const principal = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl().map((url) => `oidc:${url}#sub`),
    );
    fc.assert(
      fc.property(principal, (text) => {
        expect(toSourceIdentity(text)).toMatch(/^[\w+=,.@-]{2,64}$/);
      }),
    );
  });
});
