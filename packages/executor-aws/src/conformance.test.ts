import type { WireRequest, WireTransport } from '@cloudops/spec';
import { createFaultyTransport, providerConformance } from '@cloudops/testkit';
import { describe, it } from 'vitest';
import { callerXml, ec2Xml } from './__fixtures__/fake-aws.ts';
import { createAwsProvider } from './provider.ts';

const regions =
  '<regionInfo><item><regionName>eu-west-1</regionName><optInStatus>opt-in-not-required</optInStatus></item></regionInfo>';

function answerTo({ path, body = '' }: WireRequest): string {
  if (path.startsWith('/cost-explorer/')) return '{"ResultsByTime":[]}';
  if (path.startsWith('/cloudwatch/')) return '{"MetricDataResults":[]}';
  if (body.includes('GetCallerIdentity')) return callerXml();
  if (body.includes('DescribeRegions')) return ec2Xml('DescribeRegions', regions);
  return ec2Xml('DescribeVpcs', '<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>');
}

const aws: WireTransport = {
  endpoint: 'https://aws.test',
  async send(request) {
    const body = (async function* () {
      yield Buffer.from(answerTo(request));
    })();
    return { status: 200, headers: { 'content-type': 'text/xml' }, body };
  },
  close: async () => undefined,
};

const vpcs = { service: 'ec2', operation: 'DescribeVpcs' };
const place = { account: '111122223333', region: 'eu-west-1' };

const nothing = { scope: {}, steps: {} };
const listed = {
  status: 'present',
  output: { places: [{ ...place, status: 'present', items: [{ InstanceId: 'i-1' }] }] },
};
const cpu = {
  of: listed,
  namespace: 'AWS/EC2',
  dimensions: [{ name: 'InstanceId', field: 'InstanceId' }],
  metrics: [{ metric: 'CPUUtilization', stat: 'Average', period: 3600 }],
};
const local = [
  'analyze-cost',
  'analyze-network-exposure',
  'analyze-waste',
  'cost-suspects',
  // Changes are made by their protocol; run as reads are, they do nothing.
  'ec2-contain',
  'ec2-resize',
  'ec2-snapshot',
  'ec2-start',
  'ec2-stop',
  'prices',
  'review',
  'sg-delete',
  'sg-revoke',
  'waste-suspects',
];

const removed = {
  'gateway-endpoint-add': { resource: 'vpc-1' },
  'nat-route-move': { resource: 'rtb-1' },
  'address-release': { resource: 'eipalloc-1' },
  'classic-load-balancer-delete': { resource: 'a' },
  'image-deregister': { resource: 'ami-1' },
  'load-balancer-delete': { resource: 'a' },
  'nat-gateway-delete': { resource: 'nat-1' },
  'snapshot-delete': { resource: 'snap-1' },
  'transit-attachment-delete': { resource: 'tgw-attach-1' },
  'volume-delete': { resource: 'vol-1' },
  'volume-modify': { resource: 'vol-1' },
  'volume-snapshot': { resource: 'vol-1' },
  'vpc-endpoint-delete': { resource: 'vpce-1' },
  'vpn-delete': { resource: 'vpn-1' },
};

const inputs = {
  ...removed,
  'analyze-cost': nothing,
  'analyze-network-exposure': nothing,
  'analyze-waste': nothing,
  'cost-suspects': nothing,
  'waste-suspects': nothing,
  'cost-explorer': { account: place.account },
  'find-payer': { account: null },
  'ec2-contain': { instance: 'i-1' },
  'ec2-resize': { instance: 'i-1', instance_type: 'm5.large' },
  'ec2-snapshot': { instance: 'i-1' },
  'sg-delete': { group_id: 'sg-1' },
  'ec2-start': { instance: 'i-1' },
  'ec2-stop': { instance: 'i-1' },
  'sg-revoke': { group_id: 'sg-1', rule_ids: 'sgr-1' },
  prices: {},
  metrics: { days: 1, requests: [cpu] },
  review: {},
  call: { ...vpcs, ...place },
  identity: {},
  list: { ...vpcs, items: 'Vpcs', places: [place] },
  'resolve-places': { region: 'eu-west-1' },
};

describe('the AWS provider conforms', () => {
  const cases = providerConformance(async () => {
    const faulty = createFaultyTransport(aws);
    const provider = createAwsProvider({ version: '0.1.0', transport: faulty.transport, maxAttempts: 1 });
    return {
      provider,
      inputs,
      local: [...local, ...Object.keys(removed)],
      fail: faulty.fail,
      requests: faulty.requests,
    };
  });
  for (const { name, run } of cases) it(name, run);
});
