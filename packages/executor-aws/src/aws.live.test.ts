import type { Action, ActionContext, Evidence } from '@cloudops/spec';
import { type AwsCredentials, type AwsTestbed, startAwsTestbed } from '@cloudops/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Listing } from './listing/listing.ts';
import type { Places } from './places/places.ts';
import { type AwsProviderOptions, createAwsProvider } from './provider.ts';

const account = '111122223333';
const place = { account, region: 'eu-west-1' };
const groups = { service: 'ec2', operation: 'DescribeSecurityGroups', items: 'SecurityGroups', key: 'GroupId' };

let testbed: AwsTestbed;
let administrator: AwsCredentials;
let calls: number;

beforeAll(async () => {
  testbed = await startAwsTestbed();
  administrator = await testbed.credentials(account);
});

afterAll(async () => {
  await testbed.stop();
});

afterEach(async () => {
  await testbed.faults([]);
  await testbed.enforceIam(false);
});

async function run<Output>(
  name: string,
  input: unknown,
  credentials: AwsCredentials = administrator,
  options: Partial<AwsProviderOptions> = {},
): Promise<Evidence<Output>> {
  const { accessKeyId, secretAccessKey } = credentials;
  const provider = createAwsProvider({
    version: '1.0.0',
    endpoint: testbed.endpoint,
    baseCredentials: () => async () => ({ accessKeyId, secretAccessKey }),
    ...options,
  });
  const action = provider.actions.find((candidate) => candidate.name === name) as Action;
  calls = 0;
  const context: ActionContext = {
    signal: new AbortController().signal,
    clock: { now: Date.now, sleep: async () => {} },
    target: { provider: 'aws', name: 'moto', environment: 'dev' },
    notify: () => {},
    countCall: () => (calls += 1),
  };
  const evidence = (await action.doRun(action.input.parse(input), context)) as Evidence<Output>;
  await provider.close();
  return evidence;
}

describe('against moto', () => {
  it('finds the account and its regions', async () => {
    const { status, output } = await run<Places>('resolve-places', {});
    expect(status).toBe('present');
    expect(output?.accounts).toEqual([{ account, name: '', status: 'present' }]);
    expect(output?.regional.length).toBeGreaterThan(10);
  });

  it('knows a user’s own key for what it is', async () => {
    expect(await run('identity', {})).toMatchObject({ output: { account, credential: 'long-lived' } });
  });

  it('reads a thousand and more groups page by page', async () => {
    await testbed.seedFleet({ ...place, groups: 1200, rules: 1500, interfaces: 10 });
    const { status, output } = await run<Listing>('list', { ...groups, fields: ['GroupId'], places: [place] });
    expect(status).toBe('present');
    expect(output?.places[0]?.items.length).toBeGreaterThanOrEqual(1200);
    expect(new Set(output?.places[0]?.items.map((item) => JSON.stringify(item))).size).toBe(
      output?.places[0]?.items.length,
    );
    expect(calls).toBe(2);
  });

  it('reads CloudWatch by a protocol of text', async () => {
    const metrics = { service: 'cloudwatch', operation: 'ListMetrics', items: 'Metrics', places: [place] };
    expect(await run<Listing>('list', metrics)).toMatchObject({ status: 'present' });
  });

  it('calls what moto does not know unavailable, not empty', async () => {
    const paths = { service: 'ec2', operation: 'DescribeNetworkInsightsPaths', items: 'NetworkInsightsPaths' };
    const evidence = await run<Listing>('list', { ...paths, places: [place] });
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'unavailable' } });
  });

  it('names the permission that is missing, and reads on where it is there', async () => {
    const Statement = [{ Effect: 'Allow', Action: ['ec2:DescribeSecurityGroups'], Resource: '*' }];
    const policy = { Version: '2012-10-17', Statement };
    const reader = await testbed.credentials(account, { name: 'reader', policy });
    await testbed.enforceIam(true);
    const read = await run<Listing>('list', { ...groups, places: [place] }, reader);
    expect(read.status).toBe('present');
    const vpcs = { service: 'ec2', operation: 'DescribeVpcs', items: 'Vpcs', places: [place] };
    expect(await run<Listing>('list', vpcs, reader)).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', needs: 'ec2:DescribeVpcs' },
    });
  });

  it('looks at another account by its role', async () => {
    const other = '444455556666';
    await testbed.credentials(other, { kind: 'role', name: 'cloudops-reader' });
    const accounts = [
      { account, name: 'main' },
      { account: other, name: 'shop', role: 'cloudops-reader' },
    ];
    const { output } = await run<Places>('resolve-places', { region: 'eu-west-1' }, administrator, { accounts });
    expect(output?.regional).toEqual([place, { account: other, region: 'eu-west-1' }]);
    const places = [{ account: other, region: 'eu-west-1' }];
    const listing = await run<Listing>('list', { ...groups, places }, administrator, { accounts });
    expect(listing.status).toBe('present');
    const owners = listing.output?.places[0]?.items.map((item) => (item as { readonly OwnerId?: string }).OwnerId);
    expect(new Set(owners)).toEqual(new Set([other]));
  });

  it('is throttled, and reads all the same', async () => {
    await testbed.faults([{ operation: 'DescribeSecurityGroups', kind: 'throttle', times: 1 }]);
    const read = await run<Listing>('list', { ...groups, fields: ['GroupId'], places: [place] });
    expect(read.status).toBe('present');
    expect(calls).toBeGreaterThan(2);
  });
});
