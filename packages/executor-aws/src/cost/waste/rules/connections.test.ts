import { describe, expect, it } from 'vitest';
import { account, daysAgo, look, type Samples, type Shape } from '../__fixtures__/world.ts';

describe('CST-39 idle interface endpoint', () => {
  const at = (processed: Samples['values'], more: Shape = {}) => {
    const one = {
      VpcEndpointId: 'vpce-1',
      VpcEndpointType: 'Interface',
      VpcId: 'vpc-1',
      ServiceName: 'com.amazonaws.us-east-1.sqs',
      State: 'available',
      CreationTimestamp: daysAgo(60),
      RequesterManaged: false,
      SubnetIds: ['subnet-a', 'subnet-b'],
      ...more,
    };
    const dimensions = { 'VPC Endpoint Id': 'vpce-1', 'VPC Id': 'vpc-1' };
    const sample = {
      namespace: 'AWS/PrivateLinkEndpoints',
      metric: 'BytesProcessed',
      stat: 'Sum',
      dimensions,
      days: 30,
      values: processed,
    };
    return look({ lists: { endpoints: [one] }, samples: [sample] });
  };

  it('costs in each zone', () => {
    expect(at(0).find('CST-39')?.data).toMatchObject({ monthly_usd: 14.6, zones: 2 });
  });

  it.each([
    ['one byte', 0.04, {}],
    ['no data', [], {}],
    ['29 days of age', 0, { CreationTimestamp: daysAgo(29) }],
    ['a service that manages it', 0, { RequesterManaged: true }],
    ['the type Gateway', 0, { VpcEndpointType: 'Gateway' }],
  ])('is left alone with %s', (_, processed, more) => {
    expect(at(processed, more).names('CST-39')).toEqual([]);
  });
});

describe('CST-40 idle connections', () => {
  const attachment = (more: Shape = {}) => ({
    TransitGatewayAttachmentId: 'tgw-attach-1',
    TransitGatewayId: 'tgw-1',
    ResourceType: 'vpc',
    ResourceId: 'vpc-1',
    ResourceOwnerId: account,
    State: 'available',
    CreationTime: daysAgo(60),
    ...more,
  });
  const traffic = (values: Samples['values']) =>
    ['BytesIn', 'BytesOut'].map((metric) => ({
      namespace: 'AWS/TransitGateway',
      metric,
      stat: 'Sum',
      dimensions: { TransitGateway: 'tgw-1', TransitGatewayAttachment: 'tgw-attach-1' },
      values,
    }));

  it.each([
    ['silence', 0, {}, ['tgw-attach-1']],
    ['a byte', 0.1, {}, []],
    ['no data', [], {}, []],
    ['another owner, who pays', 0, { ResourceOwnerId: '444455556666' }, []],
    ['13 days of age', 0, { CreationTime: daysAgo(13) }, []],
  ])('an attachment with %s', (_, values, more, expected) => {
    const seen = look({ lists: { attachments: [attachment(more)] }, samples: traffic(values) });
    expect(seen.names('CST-40')).toEqual(expected);
    for (const { data } of seen.analysis.findings) expect(data).toMatchObject({ monthly_usd: 36.5 });
  });

  it.each([
    ['vpc', 1],
    ['vpn', 0],
    ['peering', 0],
    ['direct-connect-gateway', 0],
  ])('of a %s there are %d attachments that a playbook deletes', (ResourceType, proposals) => {
    const seen = look({ lists: { attachments: [attachment({ ResourceType })] }, samples: traffic(0) });
    expect(seen.find('CST-40')?.remediations).toHaveLength(proposals);
  });

  it.each([
    ['down', 0, [], ['vpn-1']],
    ['up and silent', 1, 0, ['vpn-1']],
    ['up for a day and used', [1, ...Array.from({ length: 13 }, () => 0)], 5, []],
    ['up, data unknown', 1, [], []],
    ['unknown', [], 0, []],
  ])('a VPN connection that is %s', (_, state, data, expected) => {
    const one = (metric: string, stat: string, values: Samples['values']) => ({
      namespace: 'AWS/VPN',
      metric,
      stat,
      dimensions: { VpnId: 'vpn-1' },
      values,
    });
    const samples = [
      one('TunnelState', 'Maximum', state),
      one('TunnelDataIn', 'Sum', data),
      one('TunnelDataOut', 'Sum', data),
    ];
    const lists = { vpn_connections: [{ VpnConnectionId: 'vpn-1', State: 'available' }] };
    expect(look({ lists, samples }).names('CST-40')).toEqual(expected);
  });
});
