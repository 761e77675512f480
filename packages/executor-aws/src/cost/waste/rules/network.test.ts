import { describe, expect, it } from 'vitest';
import {
  account,
  daysAgo,
  denied,
  look,
  region,
  type Samples,
  type Shape,
  type Stage,
  tags,
} from '../__fixtures__/world.ts';

const arn = (path: string) => `arn:aws:elasticloadbalancing:${region}:${account}:${path}`;
const lbArn = arn('loadbalancer/app/web/50dc6c495c0c9188');

describe('CST-33 idle load balancer', () => {
  const balancer = (more: Shape = {}) => ({
    LoadBalancerArn: lbArn,
    LoadBalancerName: 'web',
    Type: 'application',
    CreatedTime: daysAgo(30),
    State: { Code: 'active' },
    ...more,
  });
  const metric = (
    name: string,
    values: Samples['values'],
    namespace = 'AWS/ApplicationELB',
    id = 'app/web/50dc6c495c0c9188',
  ) => ({
    namespace,
    metric: name,
    stat: 'Sum',
    dimensions: { LoadBalancer: id },
    values,
  });
  const group = { TargetGroupArn: arn('targetgroup/web/1'), LoadBalancerArns: [lbArn] };
  const health = (targets: number) => [
    {
      input: { TargetGroupArn: group.TargetGroupArn },
      items: [
        { TargetHealthDescriptions: Array.from({ length: targets }, (_, index) => ({ Target: { Id: `i-${index}` } })) },
      ],
    },
  ];
  const listeners = (Type: string) => [
    { input: { LoadBalancerArn: lbArn }, items: [{ Listeners: [{ DefaultActions: [{ Type }] }] }] },
  ];
  const names = (staged: Stage) => look({ lists: { load_balancers: [balancer()] }, ...staged }).names('CST-33');

  it.each([
    [99.9, ['web']],
    [100, []],
  ])('with %d requests a day names %j', (daily, expected) => {
    expect(names({ samples: [metric('RequestCount', daily)] })).toEqual(expected);
  });

  it('counts redirects, which are no requests to AWS', () => {
    const lcus = metric('ConsumedLCUs', 1);
    expect(names({ samples: [lcus, metric('HTTP_Redirect_Count', 5000)] })).toEqual([]);
  });

  it('takes missing requests for none only beside a metric that is always there', () => {
    const quiet = look({
      lists: { load_balancers: [balancer()] },
      samples: [metric('RequestCount', []), metric('ConsumedLCUs', 0)],
    });
    expect(quiet.find('CST-33')?.data).toMatchObject({ monthly_usd: 16.43, per_day: 0 });
    const blind = look({ lists: { load_balancers: [balancer()] }, samples: [metric('RequestCount', [])] });
    expect(blind.names('CST-33')).toEqual([]);
    expect(blind.notChecked).toContain('traffic of load balancers');
  });

  it('knows from its parts that nothing can be served', () => {
    const lists = { load_balancers: [balancer()], target_groups: [group] };
    const at = (targets: number, type: string) =>
      look({ lists, answers: { target_health: health(targets), listeners: listeners(type) } });
    expect(at(0, 'forward').find('CST-33')).toMatchObject({
      tier: 'contradiction',
      data: { targets: 0, confidence: 'high' },
    });
    expect(at(0, 'redirect').names('CST-33')).toEqual([]);
    expect(at(1, 'forward').names('CST-33')).toEqual([]);
    expect(look({ lists, answers: { listeners: listeners('forward') } }).names('CST-33')).toEqual([]);
  });

  it.each([
    ['young', { CreatedTime: daysAgo(7) }, {}],
    ['being made', { State: { Code: 'provisioning' } }, {}],
    [
      'kept',
      {},
      { load_balancer_tags: [{ input: {}, items: [{ ResourceArn: lbArn, Tags: tags({ 'cloudops:keep': '1' }) }] }] },
    ],
  ])('leaves what is %s', (_, more, answers) => {
    const lists = { load_balancers: [balancer(more)] };
    expect(look({ lists, answers, samples: [metric('RequestCount', 0)] }).names('CST-33')).toEqual([]);
  });

  it('judges network and gateway load balancers by their own metrics', () => {
    const typed = (Type: string, path: string, one: Samples) =>
      names({
        lists: { load_balancers: [balancer({ Type, LoadBalancerArn: arn(`loadbalancer/${path}`) })] },
        samples: [one],
      });
    expect(typed('network', 'net/web/1', metric('NewFlowCount', 99, 'AWS/NetworkELB', 'net/web/1'))).toEqual(['web']);
    expect(typed('network', 'net/web/1', metric('NewFlowCount', 100, 'AWS/NetworkELB', 'net/web/1'))).toEqual([]);
    expect(typed('gateway', 'gwy/web/1', metric('ProcessedBytes', 0, 'AWS/GatewayELB', 'gwy/web/1'))).toEqual(['web']);
    expect(typed('gateway', 'gwy/web/1', metric('ProcessedBytes', 1, 'AWS/GatewayELB', 'gwy/web/1'))).toEqual([]);
  });
});

describe('CST-34 idle classic load balancer', () => {
  const classic = (more: Shape = {}) => ({
    LoadBalancerName: 'old',
    CreatedTime: daysAgo(30),
    Instances: [{ InstanceId: 'i-1' }],
    ...more,
  });
  const metric = (name: string, stat: string, values: Samples['values']) => ({
    namespace: 'AWS/ELB',
    metric: name,
    stat,
    dimensions: { LoadBalancerName: 'old' },
    values,
  });
  const names = (more: Shape, samples: readonly Samples[] = []) =>
    look({ lists: { classic_load_balancers: [classic(more)] }, samples }).names('CST-34');

  it('without instances needs no metric', () => {
    const found = look({ lists: { classic_load_balancers: [classic({ Instances: [] })] } }).find('CST-34');
    expect(found).toMatchObject({ tier: 'contradiction', data: { monthly_usd: 18.25 } });
    expect(names({ Instances: [], CreatedTime: daysAgo(7) })).toEqual([]);
  });

  it('with instances goes by requests', () => {
    expect(names({}, [metric('RequestCount', 'Sum', 99)])).toEqual(['old']);
    expect(names({}, [metric('RequestCount', 'Sum', 100)])).toEqual([]);
    expect(names({}, [metric('HealthyHostCount', 'Maximum', 1)])).toEqual(['old']);
    expect(names({}, [metric('RequestCount', 'Sum', [])])).toEqual([]);
  });
});

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
