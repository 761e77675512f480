import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answerXml,
  callerXml,
  ec2Error,
  ec2Xml,
  type FakeAws,
  fakeCredentials,
  type SeenRequest,
  startFakeAws,
} from '../__fixtures__/fake-aws.ts';
import { type AwsProviderOptions, createSession } from '../provider.ts';
import type { OwnAwsSession } from './aws-session.ts';
import type { AwsCallContext, AwsListRequest } from './session.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const vpcs: AwsListRequest = { ...place, service: 'ec2', operation: 'DescribeVpcs', items: 'Vpcs', key: 'VpcId' };
const costs = { ...place, region: 'us-east-1', service: 'cost-explorer', operation: 'GetCostAndUsage' };

function vpcXml(...ids: readonly string[]): string {
  return `<vpcSet>${ids.map((id) => `<item><vpcId>${id}</vpcId></item>`).join('')}</vpcSet>`;
}

let fake: FakeAws;
let session: OwnAwsSession;
let calls: number;

type Answer = (request: SeenRequest, response: ServerResponse, count: number) => void;

async function start(answer: Answer, options: Omit<AwsProviderOptions, 'version'> = {}): Promise<void> {
  let count = 0;
  fake = await startFakeAws((request, response) => {
    if (request.operation === 'GetCallerIdentity') return answerXml(response, 200, callerXml());
    count += 1;
    return answer(request, response, count);
  });
  session = createSession({ endpoint: fake.url, baseCredentials: fakeCredentials, maxAttempts: 2, ...options });
}

function context(signal: AbortSignal = new AbortController().signal): AwsCallContext {
  calls = 0;
  return { signal, clock: { now: Date.now, sleep: async () => {} }, countCall: () => (calls += 1) };
}

afterEach(async () => {
  await session.close();
  await fake.close();
});

describe('a list', () => {
  it('sends times of its input, with a paginator and without', async () => {
    await start((_, response) => answerXml(response, 200, ec2Xml('DescribeSpotPriceHistory', '')));
    const input = { StartTime: '2026-11-20' };
    const asked = { ...place, service: 'ec2', operation: 'DescribeSpotPriceHistory', input };
    await session.list({ ...asked, items: 'SpotPriceHistory' }, context());
    await session.call(asked, context());
    const sent = fake.seen.filter(({ operation }) => operation === 'DescribeSpotPriceHistory');
    expect(sent.map(({ body }) => new URLSearchParams(body).get('StartTime'))).toEqual(
      Array(2).fill('2026-11-20T00:00:00Z'),
    );
  });

  it('follows pages to their end, sorts items by their key and counts each request', async () => {
    await start(({ body }, response) => {
      const isSecond = body.includes('NextToken=two');
      const inner = isSecond ? vpcXml('vpc-1') : `${vpcXml('vpc-3', 'vpc-2')}<nextToken>two</nextToken>`;
      answerXml(response, 200, ec2Xml('DescribeVpcs', inner));
    });
    const listing = await session.list({ ...vpcs, fields: ['VpcId'] }, context());
    expect(listing).toEqual({
      ...place,
      status: 'present',
      items: [{ VpcId: 'vpc-1' }, { VpcId: 'vpc-2' }, { VpcId: 'vpc-3' }],
    });
    expect(calls).toBe(2);
  });

  it('asks EC2 for large pages, except beside ids', async () => {
    await start((_request, response) => answerXml(response, 200, ec2Xml('DescribeVpcs', vpcXml())));
    await session.list(vpcs, context());
    await session.list({ ...vpcs, input: { VpcIds: ['vpc-1'] } }, context());
    const bodies = fake.seen.filter(({ operation }) => operation === 'DescribeVpcs').map(({ body }) => body);
    expect(bodies.map((body) => body.includes('MaxResults=1000'))).toEqual([true, false]);
  });

  it('is invalid, with what it read, when a token comes twice', async () => {
    await start((_request, response) =>
      answerXml(response, 200, ec2Xml('DescribeVpcs', `${vpcXml('vpc-1')}<nextToken>same</nextToken>`)),
    );
    const listing = await session.list(vpcs, context());
    expect(listing).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
    expect(listing.items).toHaveLength(2);
  });

  it('keeps what came before a page that was denied', async () => {
    await start(({ body }, response) => {
      if (body.includes('NextToken')) return answerXml(response, 403, ec2Error('UnauthorizedOperation', 'No.'));
      return answerXml(response, 200, ec2Xml('DescribeVpcs', `${vpcXml('vpc-1')}<nextToken>two</nextToken>`));
    });
    expect(await session.list(vpcs, context())).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', needs: 'ec2:DescribeVpcs' },
      items: [{ VpcId: 'vpc-1' }],
    });
  });
});

describe('a request', () => {
  it.each<[string, string, string, Answer]>([
    [
      'denied',
      'ec2:DescribeVpcs',
      'UnauthorizedOperation',
      (_r, response) =>
        answerXml(
          response,
          403,
          ec2Error('UnauthorizedOperation', 'You may not. Encoded authorization failure message: abc'),
        ),
    ],
    [
      'denied',
      'ec2:DescribeVpcs, which a service control policy',
      'explicit deny',
      (_r, response) =>
        answerXml(
          response,
          403,
          ec2Error(
            'UnauthorizedOperation',
            'User: u is not authorized to perform: ec2:DescribeVpcs with an explicit deny in a service control policy',
          ),
        ),
    ],
    [
      'denied',
      'new credentials',
      'ExpiredToken',
      (_r, response) =>
        answerXml(response, 400, ec2Error('ExpiredToken', 'The security token included in the request is expired')),
    ],
    [
      'denied',
      'credentials that AWS accepts',
      'AuthFailure',
      (_r, response) => answerXml(response, 401, ec2Error('AuthFailure', 'Not able to validate')),
    ],
    [
      'denied',
      'new credentials: aws sso login, or assume the role again; where they are new, a right system clock',
      'RequestExpired',
      (_r, response) => answerXml(response, 400, ec2Error('RequestExpired', 'Request has expired.')),
    ],
    [
      'invalid',
      '',
      'a web page',
      (_r, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html><body>Please log in</body></html>');
      },
    ],
    ['invalid', '', 'cut off', (_r, response) => answerXml(response, 200, '<DescribeVpcsResponse><vpcSet><item>')],
    ['invalid', '', 'cut off', (_r, response) => answerXml(response, 200, '')],
    ['invalid', '', 'another document', (_r, response) => answerXml(response, 200, '<hello/>')],
    [
      'unavailable',
      '',
      'not available',
      (_r, response) => {
        response.writeHead(500, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>NotImplemented</title>');
      },
    ],
    [
      'unavailable',
      '',
      'InvalidAction',
      (_r, response) => answerXml(response, 400, ec2Error('InvalidAction', 'The action is not valid here')),
    ],
    [
      'not-found',
      '',
      'InvalidVpcID.NotFound',
      (_r, response) => answerXml(response, 400, ec2Error('InvalidVpcID.NotFound', 'no such VPC')),
    ],
  ])('is %s (%s) when the answer is %s', async (kind, needs, said, answer) => {
    await start(answer);
    const evidence = await session.call(vpcs, context());
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind } });
    expect(evidence.reason?.message).toContain(said);
    expect(evidence.reason?.message).toContain('eu-west-1');
    expect(evidence.reason?.message).not.toContain('Encoded');
    expect(evidence.reason?.needs ?? '').toContain(needs);
    expect(calls).toBe(1);
  });

  it('is tried again after a throttle', async () => {
    await start((_request, response, count) => {
      if (count === 1) return answerXml(response, 503, ec2Error('RequestLimitExceeded', 'Slow down'));
      return answerXml(response, 200, ec2Xml('DescribeVpcs', vpcXml('vpc-1')));
    });
    expect(await session.call(vpcs, context())).toMatchObject({ output: { Vpcs: [{ VpcId: 'vpc-1' }] } });
    expect(calls).toBe(2);
  });

  it('is throttled when that does not end', async () => {
    await start((_request, response) => answerXml(response, 503, ec2Error('RequestLimitExceeded', 'Slow down')), {
      maxAttempts: 1,
    });
    expect(await session.call(vpcs, context())).toMatchObject({ reason: { kind: 'throttled' } });
  });

  it('is tried again after its connection was cut, and unreachable when that goes on', async () => {
    await start((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('<De');
      setTimeout(() => response.destroy(), 5);
    });
    expect(await session.call(vpcs, context())).toMatchObject({ reason: { kind: 'unreachable' } });
    expect(calls).toBe(2);
  });

  it('times out when nothing comes', async () => {
    await start(() => {}, { requestTimeoutMs: 60, maxAttempts: 1 });
    expect(await session.call(vpcs, context())).toMatchObject({ reason: { kind: 'timeout' } });
  });

  const endless = () => (): Promise<never> => new Promise(() => {});

  it('times out also while credentials are looked up', async () => {
    await start(() => {}, { requestTimeoutMs: 60, maxAttempts: 1, baseCredentials: endless });
    expect(await session.call(vpcs, context())).toMatchObject({ reason: { kind: 'timeout' } });
  });

  it('ends when its caller aborts while credentials are looked up', async () => {
    await start(() => {}, { baseCredentials: endless });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    expect(await session.call(vpcs, context(controller.signal))).toMatchObject({ reason: { kind: 'interrupted' } });
  });

  it('ends when its caller aborts', async () => {
    await start(() => {});
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    expect(await session.call(vpcs, context(controller.signal))).toMatchObject({ reason: { kind: 'interrupted' } });
  });

  it('that may change something is sent once', async () => {
    await start((_request, response) => answerXml(response, 503, ec2Error('Unavailable', 'Later')));
    await session.call({ ...place, service: 'ec2', operation: 'DeleteVpc', input: { VpcId: 'vpc-1' } }, context());
    expect(calls).toBe(1);
  });

  it('names a region that is not turned on', async () => {
    await start((_request, response) => answerXml(response, 401, ec2Error('AuthFailure', 'Not able to validate')));
    const evidence = await session.call({ ...vpcs, region: 'af-south-1' }, context());
    expect(evidence.reason).toMatchObject({ kind: 'unavailable', needs: expect.stringContaining('af-south-1') });
  });

  it('names what an unknown service or operation may have been meant for', async () => {
    await start(() => {});
    const operation = await session.call({ ...vpcs, operation: 'DescribeVpc' }, context());
    expect(operation.reason).toMatchObject({ kind: 'invalid', needs: expect.stringContaining('DescribeVpcs') });
    const service = await session.call({ ...vpcs, service: 'no-such-service' }, context());
    expect(service.reason).toMatchObject({ kind: 'invalid' });
    const traversal = await session.call({ ...vpcs, service: '../../x' }, context());
    expect(traversal.reason).toMatchObject({ kind: 'invalid' });
    expect(fake.seen).toEqual([]);
  });

  it('reads JSON protocols: amounts, and an account without data', async () => {
    await start((_request, response, count) => {
      response.writeHead(count === 1 ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      const error = { __type: 'DataUnavailableException', message: 'Data is not available.' };
      response.end(JSON.stringify(count === 1 ? { ResultsByTime: [{ Estimated: true }] } : error));
    });
    const input = {
      TimePeriod: { Start: '2026-11-01', End: '2026-11-02' },
      Granularity: 'DAILY',
      Metrics: ['NetAmortizedCost'],
    };
    expect(await session.call({ ...costs, input }, context())).toMatchObject({
      output: { ResultsByTime: [{ Estimated: true }] },
    });
    expect(await session.call({ ...costs, input }, context())).toMatchObject({ reason: { kind: 'unavailable' } });
  });

  it('does not take an empty JSON answer for nothing found', async () => {
    await start((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(),
    );
    expect(await session.call(costs, context())).toMatchObject({ reason: { kind: 'invalid' } });
  });
});
