import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeCredentials } from '../../__fixtures__/fake-aws.ts';
import { type AwsProviderOptions, createAwsProvider } from '../../provider.ts';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import { createContext } from '../__fixtures__/stage.ts';

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = await startFakeEc2();
});
afterEach(() => ec2.close());

async function locate(options: Partial<AwsProviderOptions> = {}): Promise<unknown> {
  const settings = { version: '1.0.0', endpoint: ec2.aws.url, baseCredentials: fakeCredentials, environment: {} };
  const provider = createAwsProvider({ ...settings, ...options });
  const evidence = await provider.doLocate?.(createContext());
  await provider.close();
  return evidence;
}

describe('where the provider goes', () => {
  it('is the account that STS names, and the accounts that are reached from it', async () => {
    expect(await locate()).toEqual({ status: 'present', output: 'aws:111122223333' });
    expect(await locate({ accounts: 'organization' })).toMatchObject({
      output: 'aws:111122223333 for its organization',
    });
    const accounts = ['333344445555', '222233334444', '333344445555'].map((account) => ({ account }));
    expect(await locate({ accounts })).toMatchObject({ output: 'aws:111122223333 for 222233334444,333344445555' });
  });

  it('is unknown while STS does not say', async () => {
    ec2.faults = [{ operation: 'GetCallerIdentity', code: 'ExpiredToken', times: 9 }];
    expect(await locate()).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
  });
});
