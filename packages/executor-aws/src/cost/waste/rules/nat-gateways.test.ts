import { describe, expect, it } from 'vitest';
import { daysAgo, denied, look, region, type Samples, type Shape, type Stage, tags } from '../__fixtures__/world.ts';

function nat(NatGatewayId: string, more: Shape = {}): Shape {
  return {
    NatGatewayId,
    VpcId: 'vpc-1',
    SubnetId: 'subnet-a',
    State: 'available',
    CreateTime: daysAgo(60),
    ConnectivityType: 'public',
    NatGatewayAddresses: [{ PublicIp: `203.0.113.${NatGatewayId.length}` }],
    Tags: [],
    ...more,
  };
}

function bytes(id: string, out: Samples['values'], connections: Samples['values'] = 0): readonly Samples[] {
  const common = { namespace: 'AWS/NATGateway', dimensions: { NatGatewayId: id } };
  return [
    { ...common, metric: 'BytesOutToDestination', stat: 'Sum', values: out },
    { ...common, metric: 'BytesOutToSource', stat: 'Sum', values: out },
    { ...common, metric: 'ActiveConnectionCount', stat: 'Maximum', values: connections },
  ];
}

function table(RouteTableId: string, to: string, more: Shape = {}): Shape {
  return {
    RouteTableId,
    VpcId: 'vpc-1',
    Routes: [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: to }],
    Associations: [{ SubnetId: 'subnet-a', Main: false }],
    ...more,
  };
}

const subnets = [
  { SubnetId: 'subnet-a', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1a' },
  { SubnetId: 'subnet-b', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1b' },
];

describe('CST-35 idle NAT gateway', () => {
  const at = (out: Samples['values'], staged: Stage = {}) => {
    const lists = { nat_gateways: [nat('nat-1')], subnets, route_tables: [table('rtb-1', 'nat-1')] };
    return look({ samples: bytes('nat-1', out), ...staged, lists: { ...lists, ...staged.lists } });
  };

  it('saves its hours and its address', () => {
    expect(at(0).find('CST-35')?.data).toMatchObject({ monthly_usd: 36.5, confidence: 'high', bytes_out: 0 });
  });

  it.each([
    [71_428_570, ['nat-1']],
    [71_428_572, []],
  ])('with %d bytes a day of a GB in 14 days names %j', (daily, expected) => {
    expect(at(daily).names('CST-35')).toEqual(expected);
  });

  it('needs no metric where no route leads to it, and does not guess routes', () => {
    expect(at([], { lists: { route_tables: [] } }).find('CST-35')?.tier).toBe('contradiction');
    const blind = at([], { steps: { route_tables: denied } });
    expect(blind.names('CST-35')).toEqual([]);
    expect(blind.notChecked).toContain('traffic of NAT gateways');
  });

  it('leaves young ones, deleted ones and kept ones', () => {
    for (const more of [{ CreateTime: daysAgo(13) }, { State: 'deleted' }, { Tags: tags({ 'cloudops:keep': '1' }) }])
      expect(at(0, { lists: { nat_gateways: [nat('nat-1', more)] } }).names('CST-35')).toEqual([]);
  });
});

describe('CST-36 and CST-37 NAT gateways and zones', () => {
  const busy = 2e9;
  const staged = (more: Shape, tables: readonly Shape[] = []) =>
    look({
      lists: { nat_gateways: [nat('nat-1'), nat('nat-22', more)], subnets, route_tables: tables },
      samples: [...bytes('nat-1', busy), ...bytes('nat-22', 2 * busy)],
    });

  it('calls all but the busiest of a zone redundant', () => {
    expect(staged({}, [table('rtb-1', 'nat-1'), table('rtb-2', 'nat-22')]).names('CST-36')).toEqual(['nat-1']);
    expect(staged({ SubnetId: 'subnet-b' }).names('CST-36')).toEqual([]);
    expect(staged({ VpcId: 'vpc-2' }).names('CST-36')).toEqual([]);
    expect(staged({ ConnectivityType: 'private' }).names('CST-36')).toEqual([]);
    expect(staged({ AvailabilityMode: 'regional' }).names('CST-36')).toEqual([]);
  });

  it('deletes a second one only while no route leads to it', () => {
    const tables = [table('rtb-1', 'nat-1'), table('rtb-2', 'nat-22')];
    expect(staged({}, tables).find('CST-36')?.remediations).toEqual([]);
    const unrouted = staged({}, tables.slice(1)).find('CST-36') ?? staged({}, tables.slice(1)).find('CST-35');
    expect(unrouted?.remediations).toMatchObject([{ inputs: { resource: 'nat-1' } }]);
  });

  it('moves the routes of a table whose subnets are all known and in the zone of another public one', () => {
    const away = (...subnetIds: readonly string[]) =>
      table('rtb-1', 'nat-1', { Associations: subnetIds.map((SubnetId) => ({ SubnetId })) });
    const moves = (more: Shape, rtb: Shape) =>
      staged({ SubnetId: 'subnet-b', ...more }, [rtb])
        .find('CST-37')
        ?.remediations.map(({ inputs }) => inputs.resource);
    expect(moves({}, away('subnet-b'))).toEqual(['rtb-1']);
    expect(moves({}, away('subnet-a', 'subnet-b'))).toEqual([]);
    expect(moves({}, away('subnet-b', 'subnet-unread'))).toEqual([]);
    expect(moves({}, table('rtb-1', 'nat-1', { Associations: [{ Main: true }, { SubnetId: 'subnet-b' }] }))).toEqual(
      [],
    );
  });

  it('calls a way to another zone a fault only where the own zone has a gateway', () => {
    const away = table('rtb-1', 'nat-1', { Associations: [{ SubnetId: 'subnet-b' }] });
    expect(staged({ SubnetId: 'subnet-b' }, [away]).find('CST-37')).toMatchObject({
      role: 'fault',
      resource: { kind: 'RouteTable', name: 'rtb-1' },
      data: { nat_zone: 'us-east-1a', subnet_zones: ['us-east-1b'], monthly_usd: null, at_most_monthly_usd: 1.22 },
    });
    expect(staged({}, [away]).find('CST-37')?.role).toBe('hint');
    expect(staged({}, [table('rtb-1', 'nat-1')]).names('CST-37')).toEqual([]);
  });

  it('knows the subnets that only the main table serves', () => {
    const main = table('rtb-1', 'nat-1', { Associations: [{ Main: true }] });
    const other = table('rtb-2', 'nat-1');
    expect(staged({}, [main, other]).find('CST-37')?.data?.subnet_zones).toEqual(['us-east-1b']);
  });
});

describe('CST-38 missing gateway endpoint', () => {
  const endpoint = (service: string, RouteTableIds: readonly string[]) => ({
    VpcEndpointId: `vpce-${service}`,
    VpcEndpointType: 'Gateway',
    VpcId: 'vpc-1',
    ServiceName: `com.amazonaws.${region}.${service}`,
    State: 'available',
    RouteTableIds,
  });
  const at = (daily: Samples['values'], endpoints: readonly Shape[] = []) =>
    look({
      lists: { nat_gateways: [nat('nat-1')], subnets, route_tables: [table('rtb-1', 'nat-1')], endpoints },
      samples: bytes('nat-1', daily),
    });

  it.each([
    [1_643_000_000, []],
    [1_645_000_000, ['vpc-1']],
  ])('from 100 GB a month in both directions: %d bytes a day names %j', (daily, expected) => {
    expect(at(daily).names('CST-38')).toEqual(expected);
  });

  it('wants it on the table that leads to NAT', () => {
    expect(at(2e9, [endpoint('s3', ['rtb-1']), endpoint('dynamodb', ['rtb-1'])]).names('CST-38')).toEqual([]);
    const half = at(2e9, [endpoint('s3', ['rtb-1']), endpoint('dynamodb', ['rtb-9'])]).find('CST-38');
    expect(half?.data).toMatchObject({
      services: ['dynamodb'],
      route_tables: ['rtb-1'],
      monthly_usd: null,
      at_most_monthly_usd: 5.48,
    });
    expect(half?.remediations).toHaveLength(1);
  });

  it('says when bytes are unknown', () => {
    expect(at([]).notChecked).toContain('gateway endpoints of VPCs in 111122223333/us-east-1: vpc-1');
  });
});
