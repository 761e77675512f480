import type { Action, ActionContext, Evidence } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answerXml,
  callerXml,
  ec2Error,
  ec2Xml,
  type FakeAws,
  fakeCredentials,
  startFakeAws,
} from '../__fixtures__/fake-aws.ts';
import type { Listing } from '../listing/listing.ts';
import type { Places } from '../places/places.ts';
import { type AwsProviderOptions, createAwsProvider } from '../provider.ts';

let fake: FakeAws | undefined;

afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

const own = '111122223333';
const regions = ['eu-west-1', 'us-east-1'].map(
  (name) => `<item><regionName>${name}</regionName><optInStatus>opt-in-not-required</optInStatus></item>`,
);
const off = '<item><regionName>af-south-1</regionName><optInStatus>not-opted-in</optInStatus></item>';

async function run<Output>(
  name: string,
  input: unknown,
  options: Partial<AwsProviderOptions> & { readonly deny?: string } = {},
): Promise<Evidence<Output>> {
  fake = await startFakeAws(({ operation, headers }, response) => {
    const region = /\/(\w+-\w+-\d)\/ec2/.exec(headers.authorization ?? '')?.[1];
    if (operation === 'GetCallerIdentity' && options.deny !== operation) return answerXml(response, 200, callerXml());
    if (options.deny === operation || options.deny === region) {
      return answerXml(response, 403, ec2Error('UnauthorizedOperation', 'No.'));
    }
    if (operation === 'DescribeRegions') {
      return answerXml(response, 200, ec2Xml(operation, `<regionInfo>${regions.join('')}${off}</regionInfo>`));
    }
    return answerXml(response, 200, ec2Xml(operation, '<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>'));
  });
  const { deny: _deny, ...rest } = options;
  const provider = createAwsProvider({
    version: '1.0.0',
    endpoint: fake.url,
    baseCredentials: fakeCredentials,
    ...rest,
  });
  const action = provider.actions.find((candidate) => candidate.name === name) as Action;
  const context: ActionContext = {
    signal: new AbortController().signal,
    clock: { now: Date.now, sleep: async () => {} },
    target: { provider: 'aws', name: 'default', environment: 'dev' },
    notify: () => {},
    countCall: () => {},
  };
  const evidence = await action.doRun(action.input.parse(input), context);
  if (evidence.output !== undefined) action.output.parse(evidence.output);
  await provider.close();
  return evidence as Evidence<Output>;
}

describe('aws.resolve-places', () => {
  it('finds the caller’s account and the regions that are on', async () => {
    expect(await run<Places>('resolve-places', { account: null, region: null })).toEqual({
      status: 'present',
      output: {
        accounts: [{ account: own, name: '', status: 'present' }],
        regional: [
          { account: own, region: 'eu-west-1' },
          { account: own, region: 'us-east-1' },
        ],
        global: [{ account: own, region: 'us-east-1' }],
        gaps: [],
      },
    });
  });

  it('says what is near a region that does not exist, and that one is off', async () => {
    const { status, output } = await run<Places>('resolve-places', { region: 'eu-wset-1, af-south-1,us-east-1' });
    expect(status).toBe('unknown');
    expect(output?.regional).toEqual([{ account: own, region: 'us-east-1' }]);
    expect(output?.gaps).toMatchObject([
      { region: 'af-south-1', reason: { kind: 'unavailable' } },
      { region: 'eu-wset-1', reason: { kind: 'not-found', needs: 'the region eu-west-1' } },
    ]);
  });

  it('says what is near an account that is not configured', async () => {
    const { output } = await run<Places>('resolve-places', { account: '111122223334' });
    expect(output?.gaps).toMatchObject([{ account: '111122223334', reason: { kind: 'not-found' } }]);
    expect(output?.gaps[0]?.reason.message).toContain(own);
  });

  it('takes the regions asked for when it may not list them, and is unknown without any', async () => {
    const asked = await run<Places>('resolve-places', { region: 'eu-west-1' }, { deny: 'DescribeRegions' });
    expect(asked).toMatchObject({ status: 'present', output: { regional: [{ region: 'eu-west-1' }] } });
    await fake?.close();
    const all = await run<Places>('resolve-places', {}, { deny: 'DescribeRegions' });
    expect(all).toMatchObject({ status: 'unknown', output: { regional: [], gaps: [{ region: null }] } });
  });

  it('asks for regions where one that is off cannot answer', async () => {
    const { output } = await run<Places>('resolve-places', { region: 'af-south-1,eu-west-1' }, { deny: 'af-south-1' });
    expect(output).toMatchObject({
      regional: [{ region: 'eu-west-1' }],
      gaps: [{ region: 'af-south-1', reason: { kind: 'unavailable' } }],
    });
  });

  it('looks once at an account that is listed twice', async () => {
    const accounts = [
      { account: own, name: 'main' },
      { account: own, name: 'again' },
    ];
    const { output } = await run<Places>('resolve-places', { region: 'eu-west-1' }, { accounts });
    expect(output?.accounts).toEqual([{ account: own, name: 'main', status: 'present' }]);
    expect(output?.regional).toEqual([{ account: own, region: 'eu-west-1' }]);
  });

  it('has nowhere to look where AWS does not say who asks, so that later steps ask nothing', async () => {
    const asked = await run<Places>('resolve-places', { region: 'eu-west-1' }, { deny: 'GetCallerIdentity' });
    const output = { accounts: [], regional: [], global: [], gaps: [] };
    expect(asked).toMatchObject({ status: 'unknown', reason: { kind: 'denied' }, output });
  });

  it('keeps an account unknown whose role cannot be assumed', async () => {
    const accounts = [
      { account: own, name: 'main' },
      { account: '444455556666', name: 'shop', role: 'reader' },
    ];
    const { output } = await run<Places>(
      'resolve-places',
      {},
      { accounts, regions: ['eu-west-1'], deny: 'AssumeRole' },
    );
    expect(output?.accounts).toMatchObject([
      { name: 'main', status: 'present' },
      { name: 'shop', status: 'unknown', reason: { kind: 'denied' } },
    ]);
    expect(output?.global).toEqual([{ account: own, region: 'us-east-1' }]);
  });
});

describe('aws.list', () => {
  const vpcs = { service: 'ec2', operation: 'DescribeVpcs', items: 'Vpcs', key: 'VpcId' };
  const places = ['us-east-1', 'eu-west-1'].map((region) => ({ account: own, region }));

  it('reads every place, sorted', async () => {
    const { output } = await run<Listing>('list', { ...vpcs, places });
    expect(output?.places.map(({ region, items }) => [region, items.length])).toEqual([
      ['eu-west-1', 1],
      ['us-east-1', 1],
    ]);
  });

  it('is unknown with what was read when one place was denied', async () => {
    const { status, reason, output } = await run<Listing>('list', { ...vpcs, places }, { deny: 'eu-west-1' });
    expect(status).toBe('unknown');
    expect(reason).toMatchObject({ kind: 'denied', needs: 'ec2:DescribeVpcs' });
    expect(output?.places.map((place) => place.status)).toEqual(['unknown', 'present']);
  });

  it('sends nothing for what does more than read', async () => {
    const evidence = await run('list', { service: 'ec2', operation: 'DeleteVpc', places });
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
    expect(fake?.seen).toEqual([]);
  });

  it('is unknown when what to ask about is', async () => {
    const from = { status: 'unknown', reason: { kind: 'denied', message: 'no' } };
    const evidence = await run('list', { ...vpcs, places: { from, input: { VpcId: 'VpcId' } } });
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'denied' }, output: { places: [] } });
  });

  it.each([
    [{ places: [{ account: 'x', region: 'eu-west-1' }] }],
    [{ places: [{ account: own, region: 'evil.example/' }] }],
    [{ places, operation: '../x' }],
    [{ places, service: 'EC2' }],
  ])('refuses %j', async (part) => {
    await expect(run('list', { ...vpcs, ...part })).rejects.toThrow();
  });
});

describe('aws.identity', () => {
  it('tells a role’s session from a user’s own key', async () => {
    expect(await run('identity', {})).toMatchObject({ output: { account: own, credential: 'short-lived' } });
  });
});
