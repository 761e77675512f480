import type { Grant } from '@cloudops/spec';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { describe, expect, it } from 'vitest';
import { fakeCredentials } from '../__fixtures__/fake-aws.ts';
import { type CredentialStore, createCredentialStore } from './credential-store.ts';

const own = '111122223333';
const grantOf = (run: number): Grant => ({ planId: `pln_${run}`, principal: 'os:alice', permissions: [] });

function storeWith(forgotten: AwsCredentialIdentityProvider[]): CredentialStore {
  return createCredentialStore({
    ...{ profile: null, role: null, accounts: [], region: 'eu-west-1', endpoint: null, environment: {} },
    now: () => 0,
    baseCredentials: fakeCredentials,
    callerAccount: async () => own,
    forget: (credentials) => forgotten.push(credentials),
  });
}

describe('credentials of a run', () => {
  it('are the same ones all through it, for equal grants too', () => {
    const store = storeWith([]);
    expect(store.for(own, grantOf(1))).toBe(store.for(own, grantOf(1)));
    expect(store.for(own, grantOf(1))).not.toBe(store.for(own, grantOf(2)));
    expect(store.for(own, grantOf(1))).not.toBe(store.for(own, null));
  });

  it('are forgotten when many runs came after it, those used last staying', () => {
    const forgotten: AwsCredentialIdentityProvider[] = [];
    const store = storeWith(forgotten);
    const first = ['111122223333', '444455556666'].map((account) => store.for(account, grantOf(0)));
    const second = store.for(own, grantOf(1));
    for (let run = 2; run < 16; run += 1) store.for(own, grantOf(run));
    expect(forgotten).toEqual([]);
    expect(store.for(own, grantOf(1))).toBe(second);
    store.for(own, grantOf(16));
    expect(forgotten).toEqual(first);
    expect(store.for(own, grantOf(1))).toBe(second);
  });

  it('stay bounded over a thousand runs', () => {
    const forgotten: AwsCredentialIdentityProvider[] = [];
    const store = storeWith(forgotten);
    for (let run = 0; run < 1000; run += 1) store.for(own, grantOf(run));
    expect(new Set(forgotten).size).toBe(984);
  });
});
