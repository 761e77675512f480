import { generateKeyPairSync } from 'node:crypto';
import type { PolicyData } from '@cloudops/policy';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../auth/identity.ts';
import { judgeChanges } from './change-checks.ts';

const osUser = { id: 'os:alice', kind: 'human', established_by: 'os-user', credential: 'unknown' } as const;
const alice: Identity = { kind: 'os-user', principal: osUser };
const key = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

function dataOf(more: Partial<PolicyData> = {}): PolicyData {
  const roles = { viewer: ['*'], operator: [], approver: [] };
  return { environments: ['prod'], roles, approvals: { maximum: 3, roles: ['approver'] }, ...more } as PolicyData;
}

const people = { alice: { logins: ['os:alice'], keys: [key] } };
const roles = { viewer: ['*'], operator: ['alice'], approver: ['alice'] };

describe('the check of changes', () => {
  it('finds no fault with who only reads', () => {
    expect(judgeChanges(alice, null, dataOf())).toEqual({
      status: 'ok',
      detail: 'you are os:alice (os-user); no role of its own; no key to approve with',
      fix: '',
    });
  });

  it('says who somebody is to policy, and whose key theirs is', () => {
    expect(judgeChanges(alice, key, dataOf({ people, roles }))).toEqual({
      status: 'ok',
      detail: 'you are alice, as os:alice (os-user); approver, operator; a key that approves as alice',
      fix: '',
    });
  });

  it('warns of a key that policy does not know', () => {
    expect(judgeChanges(alice, key, dataOf({ roles: { ...roles, operator: ['os:alice'] } }))).toMatchObject({
      status: 'warning',
      fix: expect.stringContaining('cloudops approve key'),
    });
  });

  it('warns of a key of somebody else', () => {
    const others = { alice: { logins: ['os:alice'] }, bob: { logins: ['os:bob'], keys: [key] } };
    expect(judgeChanges(alice, key, dataOf({ people: others, roles }))).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('approves as bob'),
    });
  });

  it('warns of a login without a role', () => {
    const principal = { ...osUser, id: 'oidc:https://login.example.com#1', established_by: 'oidc' };
    const signedIn: Identity = { kind: 'signed-in', principal, email: null, expiresAt: 0 };
    expect(judgeChanges(signedIn, null, dataOf())).toMatchObject({
      status: 'warning',
      fix: expect.stringContaining('a role in data.yaml'),
    });
  });

  it('warns of a session that has ended', () => {
    const ended: Identity = { kind: 'ended', principal: osUser, was: 'oidc:a#b', why: 'the session ended at noon' };
    expect(judgeChanges(ended, null, dataOf())).toMatchObject({
      status: 'warning',
      detail: 'no change would be made: the session ended at noon',
    });
  });
});
