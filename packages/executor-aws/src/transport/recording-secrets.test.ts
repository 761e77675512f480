import { createRecorder, createReplayTransport, createWorld } from '@cloudops/testkit';
import { describe, expect, it } from 'vitest';
import { answerXml, callerXml, ec2Xml, fakeCredentials, startFakeAws } from '../__fixtures__/fake-aws.ts';
import type { AwsListRequest } from '../clients/session.ts';
import { createSession } from '../provider.ts';
import { createAwsTransport } from './aws-transport.ts';

const secret = 'hunter-quiet-harbour';
const script = Buffer.from(`#!/bin/sh\nexport A=${secret}\n`).toString('base64');
const token = (page: number): string => `AAMA${String(page).padStart(3, '0')}${'Zx9/+q'.repeat(20)}==`;
const place = { account: '111122223333', region: 'eu-west-1' };
const clock = { now: () => Date.UTC(2026, 10, 22), sleep: async () => {} };
const context = { signal: new AbortController().signal, clock, countCall: () => {} };
const meta = { name: 'w', title: 't', question: 'q', description: 'd', recorded_at: 0, inputs: {} };

const lists: readonly AwsListRequest[] = [
  { ...place, service: 'ec2', operation: 'DescribeVpcs', items: 'Vpcs' },
  { ...place, service: 'ec2', operation: 'DescribeVpnConnections', items: 'VpnConnections' },
  { ...place, service: 'ec2', operation: 'DescribeLaunchTemplateVersions', items: 'LaunchTemplateVersions' },
  { ...place, service: 'lambda', operation: 'ListFunctions', items: 'Functions' },
];
const attribute = {
  ...{ ...place, service: 'ec2', operation: 'DescribeInstanceAttribute' },
  input: { InstanceId: 'i-0a1b2c3d4e5f60718', Attribute: 'userData' },
};

const vpn = `<vpnConnectionSet><item><vpnConnectionId>vpn-1</vpnConnectionId><customerGatewayConfiguration>&lt;pre_shared_key&gt;${secret}&lt;/pre_shared_key&gt;</customerGatewayConfiguration></item></vpnConnectionSet>`;
const template = `<launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId><launchTemplateData><userData>${script}</userData></launchTemplateData></item></launchTemplateVersionSet>`;

function innerOf(operation: string, body: string): string {
  if (operation === 'DescribeVpnConnections') return vpn;
  if (operation === 'DescribeLaunchTemplateVersions') return template;
  if (operation === 'DescribeInstanceAttribute') return `<userData><value>${script}</value></userData>`;
  const asked = new URLSearchParams(body).get('NextToken');
  const page = asked === null ? 0 : Number(asked.slice(4, 7));
  const next = page < 2 ? `<nextToken>${token(page + 1)}</nextToken>` : '';
  return `<vpcSet><item><vpcId>vpc-${page}</vpcId></item></vpcSet>${next}`;
}

describe('a recording of what AWS keeps secrets in', () => {
  it('holds none, is read by the same clients, and gives every page', async () => {
    const fake = await startFakeAws(({ operation, url, body }, response) => {
      if (operation === 'GetCallerIdentity') return answerXml(response, 200, callerXml());
      if (!url.includes('/functions')) return answerXml(response, 200, ec2Xml(operation, innerOf(operation, body)));
      const functions = [{ FunctionName: 'f', Environment: { Variables: { PLAIN: secret } } }];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ Functions: functions }));
    });
    const recorder = createRecorder(createAwsTransport(), { provider: 'aws', clock });
    const live = createSession({ endpoint: fake.url, transport: recorder.transport, baseCredentials: fakeCredentials });
    const seen = await Promise.all(lists.map((request) => live.list(request, context)));
    const script64 = await live.call(attribute, context);
    await live.close();
    await fake.close();
    expect(JSON.stringify([seen, script64])).toContain(secret);
    const world = createWorld({ ...meta, targets: [] }, recorder.exchanges());
    const text = JSON.stringify(world);
    for (const leak of [secret, script]) expect(text).not.toContain(leak);
    const replay = createSession({ transport: createReplayTransport(world, 'aws') });
    const again = await Promise.all(lists.map((request) => replay.list(request, context)));
    expect(again.map(({ status, reason }) => reason ?? status)).toEqual(lists.map(() => 'present'));
    expect(again[0]?.items).toEqual([{ VpcId: 'vpc-0' }, { VpcId: 'vpc-1' }, { VpcId: 'vpc-2' }]);
    expect(again[3]?.items).toEqual([{ FunctionName: 'f', Environment: { Variables: { PLAIN: '<redacted>' } } }]);
    expect(await replay.call(attribute, context)).toMatchObject({ output: { UserData: { Value: '<redacted>' } } });
  });
});
