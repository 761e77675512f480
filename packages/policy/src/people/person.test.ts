import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { data } from '../__fixtures__/requests.ts';
import type { PolicyData } from '../policy-source.ts';
import { everybody, findPersonByKey, kindOf, personOf, rolesOf } from './person.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUEfGHzVREpaFUrdFT2RVHUPvLdKMKwWDqbLxk8T alice@laptop';
const people: PolicyData = {
  ...data,
  roles: { operator: ['alice'], approver: ['os:bob-laptop'], viewer: ['*'], finops: [] },
  people: {
    alice: { logins: ['os:alice', 'kubernetes:alice@example.com'], keys: [key] },
    bob: { logins: ['os:bob', 'os:bob-laptop'] },
    robot: { kind: 'agent' },
  },
};

describe('personOf', () => {
  it.each([
    ['os:alice', 'alice'],
    ['kubernetes:alice@example.com', 'alice'],
    ['alice', 'alice'],
    ['os:ALICE', undefined],
    ['os:\u0430lice', undefined],
    ['os:alice\u200b', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('takes %j for %s', (id, name) => {
    expect(personOf(people, id)?.name).toBe(name);
  });

  it('fills in what the data leaves out', () => {
    expect(personOf(people, 'robot')).toEqual({ name: 'robot', kind: 'agent', logins: [], keys: [] });
  });
});

describe('rolesOf', () => {
  it('gives a person their roles under every login, whichever name the data uses', () => {
    expect(rolesOf(people, 'kubernetes:alice@example.com')).toEqual(['operator', 'viewer']);
    expect(rolesOf(people, 'os:bob')).toEqual(['approver', 'viewer']);
  });

  it('gives a look-alike what everybody has', () => {
    expect(rolesOf(people, 'os:\u0430lice')).toEqual(['viewer']);
  });
});

describe('findPersonByKey', () => {
  it('knows a key by its bytes, not by how it is written', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const withKey: PolicyData = { ...data, people: { carol: { keys: [pem] } } };
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const wire = Buffer.concat([
      Buffer.from('0000000b', 'hex'),
      Buffer.from('ssh-ed25519'),
      Buffer.from([0, 0, 0, 32]),
      raw,
    ]);
    expect(findPersonByKey(withKey, `ssh-ed25519 ${wire.toString('base64')} other comment`)?.name).toBe('carol');
    expect(findPersonByKey(withKey, key)).toBeNull();
    expect(findPersonByKey(withKey, 'no key')).toBeNull();
  });
});

describe('kindOf', () => {
  it.each([
    ['human', 'agent', 'agent'],
    ['agent', 'human', 'agent'],
    ['service', 'human', 'service'],
    [undefined, 'human', 'human'],
    ['ghost', 'human', 'ghost'],
  ] as const)('established as %s, in the data %s: %s', (established, kind, expected) => {
    expect(kindOf(established, { name: 'x', kind, logins: [], keys: [] })).toBe(expected);
  });

  it('knows nothing of who is not in the data and does not say', () => {
    expect(kindOf(undefined, null)).toBe('unknown');
  });
});

it('everybody is each person once, and each id that no person claims', () => {
  expect(everybody({ ...people, roles: { a: ['alice', 'os:alice', '*', 'os:zoe'] } })).toEqual([
    'alice',
    'bob',
    'os:zoe',
    'robot',
  ]);
});
