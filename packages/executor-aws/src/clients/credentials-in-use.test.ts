import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answerXml,
  callerXml,
  ec2Xml,
  type FakeAws,
  fakeCredentials,
  type SeenRequest,
  startFakeAws,
} from '../__fixtures__/fake-aws.ts';
import { checkAws } from '../check-aws.ts';
import { type AwsProviderOptions, createSession } from '../provider.ts';
import type { OwnAwsSession } from './aws-session.ts';
import type { AwsCallContext, AwsListRequest } from './session.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const vpcs: AwsListRequest = { ...place, service: 'ec2', operation: 'DescribeVpcs', items: 'Vpcs', key: 'VpcId' };

function vpcXml(...ids: readonly string[]): string {
  return `<vpcSet>${ids.map((id) => `<item><vpcId>${id}</vpcId></item>`).join('')}</vpcSet>`;
}

let fake: FakeAws;
let session: OwnAwsSession;

async function start(
  answer: (request: SeenRequest, response: ServerResponse) => unknown,
  options: Omit<AwsProviderOptions, 'version'> = {},
): Promise<void> {
  fake = await startFakeAws((request, response) => {
    if (request.operation === 'GetCallerIdentity') return answerXml(response, 200, callerXml());
    answer(request, response);
  });
  session = createSession({ endpoint: fake.url, baseCredentials: fakeCredentials, ...options });
}

function context(): AwsCallContext {
  const signal = new AbortController().signal;
  return { signal, clock: { now: Date.now, sleep: async () => {} }, countCall: () => {} };
}

afterEach(async () => {
  await session.close();
  await fake.close();
});

describe('credentials', () => {
  it('of another account are never used in its place', async () => {
    await start((_request, response) => answerXml(response, 200, ec2Xml('DescribeVpcs', vpcXml('vpc-1'))));
    const listing = await session.list({ ...vpcs, account: '444455556666' }, context());
    expect(listing).toMatchObject({ status: 'unknown', reason: { kind: 'unreachable' }, items: [] });
    expect(listing.reason?.message).toContain('444455556666');
  });

  it('do not block each other when one request at a time is allowed', async () => {
    await start((_request, response) => answerXml(response, 200, ec2Xml('DescribeVpcs', vpcXml())), { concurrency: 1 });
    const listings = await Promise.all([1, 2, 3].map(() => session.list(vpcs, context())));
    expect(listings.map(({ status }) => status)).toEqual(['present', 'present', 'present']);
  });

  it('come from the role of an account, for the plan and with no more than its rights', async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    await start(
      ({ operation }, response) => {
        const keys = `<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expires}</Expiration></Credentials>`;
        const role = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>${keys}</AssumeRoleResult></AssumeRoleResponse>`;
        answerXml(response, 200, operation === 'AssumeRole' ? role : ec2Xml('DescribeVpcs', vpcXml('vpc-1')));
      },
      { accounts: [{ account: '444455556666', role: 'reader' }] },
    );
    const grant = {
      planId: `pln_${'a'.repeat(64)}`,
      principal: 'os:alice',
      permissions: [{ verb: 'ec2:DescribeVpcs', resource: '*' }],
    };
    const request = { ...vpcs, account: '444455556666' };
    const regions = ['eu-west-1', 'eu-west-1', 'us-east-1', 'us-west-2'];
    const listings = await Promise.all(
      regions.map((region) => session.list({ ...request, region }, { ...context(), grant })),
    );
    expect(listings.map(({ status }) => status)).toEqual(regions.map(() => 'present'));
    const assumed = fake.seen.filter(({ operation }) => operation === 'AssumeRole');
    expect(assumed).toHaveLength(1);
    const sent = new URLSearchParams(assumed[0]?.body);
    expect(sent.get('RoleArn')).toBe('arn:aws:iam::444455556666:role/reader');
    expect(sent.get('RoleSessionName')).toMatch(/^pln_a{60}$/);
    expect(sent.get('SourceIdentity')).toBe('os-alice');
    expect(sent.get('DurationSeconds')).toBe('3600');
    expect(JSON.parse(sent.get('Policy') ?? '')).toMatchObject({ Statement: [{ Action: ['ec2:DescribeVpcs'] }] });
    expect(fake.seen.at(-1)?.headers.authorization).toContain('ASIAROLE');
  });
});

describe('checkAws', () => {
  it('says whose credentials these are', async () => {
    await start(() => {});
    const options = { endpoint: fake.url, baseCredentials: fakeCredentials };
    expect(await checkAws(options, new AbortController().signal)).toEqual({
      account: '111122223333',
      arn: 'arn:aws:sts::111122223333:assumed-role/reader/me',
      isLongLived: false,
    });
  });

  it('throws what to do when there are none', async () => {
    await start(() => {});
    const baseCredentials = () => async (): Promise<never> => {
      throw new RangeError('Could not load credentials from any providers');
    };
    const options = { endpoint: fake.url, baseCredentials, environment: { HOME: '/nonexistent' } };
    await expect(checkAws(options, new AbortController().signal)).rejects.toMatchObject({
      code: 'CREDENTIALS_NOT_FOUND',
      nextSteps: [expect.stringContaining('aws sso login'), expect.anything(), expect.anything()],
    });
  });
});
