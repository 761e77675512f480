import { createRecorder, createReplayTransport, createWorld } from '@cloudops/testkit';
import { describe, expect, it } from 'vitest';
import { answerXml, callerXml, ec2Xml, fakeCredentials, startFakeAws } from '../__fixtures__/fake-aws.ts';
import type { AwsListRequest } from '../clients/session.ts';
import { createSession } from '../provider.ts';
import { createAwsTransport } from './aws-transport.ts';

const request: AwsListRequest = {
  ...{ service: 'ec2', operation: 'DescribeVpcs', account: '111122223333', region: 'eu-west-1' },
  ...{ items: 'Vpcs', input: { Filters: [{ Name: 'is-default', Values: ['true'] }] } },
};
const clock = { now: () => Date.UTC(2026, 10, 22), sleep: async () => {} };
const context = { signal: new AbortController().signal, clock, countCall: () => {} };
const meta = { name: 'w', title: 't', question: 'q', description: 'd', recorded_at: 0, inputs: {} };
const targets = [{ provider: 'aws', name: 'w', environment: 'dev' }];

describe('a recording of AWS', () => {
  it('replays without credentials, gives the same bytes and holds no secret', async () => {
    const fake = await startFakeAws(({ operation, headers }, response) => {
      if (headers['x-amz-target'] !== undefined) return response.writeHead(200).end('{"ResultsByTime":[]}');
      const isCaller = operation === 'GetCallerIdentity';
      return answerXml(
        response,
        200,
        isCaller ? callerXml() : ec2Xml(operation, '<vpcSet><item><vpcId>v</vpcId></item></vpcSet>'),
      );
    });
    const recorder = createRecorder(createAwsTransport(), { provider: 'aws', clock });
    const live = createSession({ endpoint: fake.url, transport: recorder.transport, baseCredentials: fakeCredentials });
    const costs = {
      ...request,
      service: 'cost-explorer',
      operation: 'GetCostAndUsage',
      region: 'us-east-1',
      input: {},
    };
    const lived = [await live.list(request, context), await live.call(costs, context)];
    await live.close();
    await fake.close();
    const world = createWorld({ ...meta, targets }, recorder.exchanges());
    const text = JSON.stringify(world);
    for (const secret of ['ASIAEXAMPLE', 'not-a-secret', 'not-a-token', 'AWS4-HMAC', 'X-Amz-Date']) {
      expect(text).not.toContain(secret);
    }
    expect(world.exchanges.map(({ path }) => path)).toEqual([
      '/cost-explorer/us-east-1/111122223333/?x-amz-target=AWSInsightsIndexService.GetCostAndUsage',
      '/ec2/eu-west-1/111122223333/',
      '/sts/us-east-1/caller/',
    ]);
    const transport = createReplayTransport(world, 'aws');
    const none = () => async (): Promise<never> => {
      throw new RangeError('a replay asks for no credentials');
    };
    const replay = createSession({ transport, baseCredentials: none });
    expect([await replay.list(request, context), await replay.call(costs, context)]).toEqual(lived);
  });

  it('is unreachable for what was not recorded', async () => {
    const replay = createSession({ transport: createReplayTransport(createWorld({ ...meta, targets }, []), 'aws') });
    expect(await replay.list(request, context)).toMatchObject({ status: 'unknown', reason: { kind: 'unreachable' } });
  });
});
