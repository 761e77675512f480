import { describe, expect, it } from 'vitest';
import {
  denied,
  everything,
  group,
  inspect,
  privateRoutes,
  publicRoutes,
  reported,
  rule,
  type World,
} from '../hygiene/__fixtures__/world.ts';
import { cacheSubnet } from './cache-subnet.ts';
import { dataPlatformPublic } from './data-platform.ts';
import { eksEndpoint } from './eks-endpoint.ts';
import { loadBalancerPort } from './load-balancer.ts';
import { judgePolicy } from './search-public.ts';

const subnets = [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }];
const anybody = { CidrIpv4: '0.0.0.0/0' };

describe('NET-003', () => {
  const elasticache = [{ CacheClusterId: 'cache-1', CacheSubnetGroupName: 'caches' }];
  const elasticache_subnet_groups = [{ CacheSubnetGroupName: 'caches', Subnets: [{ SubnetIdentifier: 'subnet-1' }] }];
  const memorydb = [{ Name: 'memory-1', SubnetGroupName: 'memories' }];
  const memorydb_subnet_groups = [{ Name: 'memories', Subnets: [{ Identifier: 'subnet-1' }] }];
  const world = { subnets, elasticache, elasticache_subnet_groups, memorydb, memorydb_subnet_groups };

  it('reports both products in a public subnet, and neither in a private one', () => {
    expect(reported(cacheSubnet, { ...world, route_tables: [publicRoutes()] })).toEqual([
      'NET-003 cache-1',
      'NET-003 memory-1',
    ]);
    expect(reported(cacheSubnet, { ...world, route_tables: [privateRoutes] })).toEqual([]);
  });

  it('takes a route of one part of the internet for a way in', () => {
    expect(reported(cacheSubnet, { ...world, memorydb: [], route_tables: [publicRoutes('8.0.0.0/8')] })).toHaveLength(
      1,
    );
    expect(reported(cacheSubnet, { ...world, memorydb: [], route_tables: [publicRoutes('10.9.0.0/16')] })).toEqual([]);
  });

  it('never passes unread subnet groups or routes', () => {
    expect(inspect(cacheSubnet, { ...world, route_tables: denied }).notChecked).toHaveLength(2);
    expect(
      inspect(cacheSubnet, { ...world, memorydb: [], elasticache_subnet_groups: denied }).notChecked?.[0]?.needs,
    ).toBe('elasticache:DescribeCacheSubnetGroups');
  });
});

describe('NET-004', () => {
  const cluster = (config: Readonly<Record<string, unknown>>): World => ({
    eks: [{ name: 'prod', resourcesVpcConfig: { endpointPublicAccess: true, ...config } }],
  });

  it.each<[string, Readonly<Record<string, unknown>>, number]>([
    ['everybody', { publicAccessCidrs: ['0.0.0.0/0'] }, 1],
    ['everybody by IPv6', { publicAccessCidrs: ['::/0'] }, 1],
    ['halves', { publicAccessCidrs: ['0.0.0.0/1', '128.0.0.0/1'] }, 1],
    ['no list', {}, 1],
    ['an office', { publicAccessCidrs: ['203.0.113.0/24'] }, 0],
    ['one half', { publicAccessCidrs: ['128.0.0.0/1'] }, 0],
    ['a private endpoint', { endpointPublicAccess: false, publicAccessCidrs: ['0.0.0.0/0'] }, 0],
  ])('judges %s', (_name, config, count) => {
    expect(reported(eksEndpoint, cluster(config))).toHaveLength(count);
  });

  it('reads an answer that still has its envelope', () => {
    const eks = [{ cluster: { name: 'prod', resourcesVpcConfig: { endpointPublicAccess: true } } }];
    expect(reported(eksEndpoint, { eks })).toEqual(['NET-004 prod']);
  });
});

describe('NET-005', () => {
  const groups = [group('sg-1')];
  const openOn = (port: number): readonly unknown[] => [
    rule('sgr-1', 'sg-1', { FromPort: port, ToPort: port, ...anybody }),
  ];
  const kafka = (type: string): unknown => ({
    ClusterName: 'events',
    Provisioned: {
      BrokerNodeGroupInfo: { SecurityGroups: ['sg-1'], ConnectivityInfo: { PublicAccess: { Type: type } } },
    },
  });

  it('reports Kafka with public access and an open broker port', () => {
    const msk = [kafka('SERVICE_PROVIDED_EIPS')];
    expect(reported(dataPlatformPublic, { groups, msk, group_rules: openOn(9198) })).toEqual(['NET-005 events']);
    expect(reported(dataPlatformPublic, { groups, msk, group_rules: openOn(443) })).toEqual([]);
    expect(reported(dataPlatformPublic, { groups, msk: [kafka('DISABLED')], group_rules: openOn(9198) })).toEqual([]);
    expect(inspect(dataPlatformPublic, { groups, msk, group_rules: denied }).notChecked).toHaveLength(1);
  });

  it('reports EMR with a public name and any open port', () => {
    const emr = (name: string): readonly unknown[] => [
      { Id: 'j-1', MasterPublicDnsName: name, Ec2InstanceAttributes: { EmrManagedMasterSecurityGroup: 'sg-1' } },
    ];
    const name = 'ec2-203-0-113-9.eu-west-1.compute.amazonaws.com';
    expect(reported(dataPlatformPublic, { groups, emr: emr(name), group_rules: openOn(8443) })).toEqual([
      'NET-005 j-1',
    ]);
    expect(
      reported(dataPlatformPublic, { groups, emr: emr('ip-10-0-0-9.internal'), group_rules: openOn(8443) }),
    ).toEqual([]);
    expect(reported(dataPlatformPublic, { groups, emr: emr(name), group_rules: [rule('sgr-1', 'sg-1')] })).toEqual([]);
    expect(inspect(dataPlatformPublic, { emr: emr(name) }).notChecked).toHaveLength(1);
  });

  it('joins the groups of EMR’s nodes only where they stand on one node', () => {
    const Ec2InstanceAttributes = { EmrManagedMasterSecurityGroup: 'sg-1', EmrManagedSlaveSecurityGroup: 'sg-2' };
    const emr = [{ Id: 'j-1', MasterPublicDnsName: 'ec2-203-0-113-9.compute.amazonaws.com', Ec2InstanceAttributes }];
    const half = (groupId: string, CidrIpv4: string): unknown => rule(`sgr-${groupId}`, groupId, { CidrIpv4 });
    const world = { groups: [group('sg-1'), group('sg-2')], emr };
    const halves = [half('sg-1', '0.0.0.0/1'), half('sg-2', '128.0.0.0/1')];
    expect(reported(dataPlatformPublic, { ...world, group_rules: halves })).toEqual([]);
    const open = [half('sg-2', '0.0.0.0/0')];
    expect(reported(dataPlatformPublic, { ...world, group_rules: open })).toEqual(['NET-005 j-1']);
  });

  it('reports OpenSearch outside of a VPC with an open policy', () => {
    const policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'es:*' }] });
    const domain = { DomainName: 'logs', AccessPolicies: policy };
    const severityOf = (parts: object): unknown =>
      inspect(dataPlatformPublic, { opensearch: [{ ...domain, ...parts }] }).drafts[0]?.severity;
    expect(severityOf({})).toBe('critical');
    expect(severityOf({ AdvancedSecurityOptions: { Enabled: true } })).toBe('high');
    expect(severityOf({ VPCOptions: { VPCId: 'vpc-1' } })).toBeUndefined();
    expect(severityOf({ AccessPolicies: '' })).toBeUndefined();
    const narrowed = JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: '*' },
        { Effect: 'Deny', Principal: '*', Action: '*', Condition: { NotIpAddress: {} } },
      ],
    });
    for (const AccessPolicies of ['{', narrowed]) {
      const { drafts, notChecked } = inspect(dataPlatformPublic, { opensearch: [{ ...domain, AccessPolicies }] });
      expect([drafts.length, notChecked?.length]).toEqual([0, 1]);
    }
  });

  it.each<[string, object, string]>([
    ['everybody', { Effect: 'Allow', Principal: '*' }, 'open'],
    ['a list with everybody', { Effect: 'Allow', Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }, 'open'],
    ['a denial', { Effect: 'Deny', Principal: '*' }, 'closed'],
    [
      'a condition',
      { Effect: 'Allow', Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
      'closed',
    ],
    [
      'a condition that every address meets',
      { Effect: 'Allow', Principal: '*', Condition: { IpAddress: { 'AWS:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } } },
      'open',
    ],
    [
      'a condition of which only a part is met by everybody',
      { Effect: 'Allow', Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' }, Bool: { a: 'b' } } },
      'closed',
    ],
    [
      'everybody but for one action',
      [
        { Effect: 'Allow', Principal: '*' },
        { Effect: 'Deny', Principal: '*', Action: 'es:ESHttpDelete' },
      ],
      'open',
    ],
    [
      'everybody and a denial of all',
      [
        { Effect: 'Allow', Principal: '*' },
        { Effect: 'Deny', Principal: '*', Action: 'es:*' },
      ],
      'closed',
    ],
    [
      'everybody and a denial under a condition',
      [
        { Effect: 'Allow', Principal: '*' },
        {
          ...{ Effect: 'Deny', Principal: { AWS: '*' }, Action: ['es:*'] },
          Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
        },
      ],
      'narrowed',
    ],
    ['an account', { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, 'closed'],
  ])('reads a policy for %s', (_name, statement, verdict) => {
    expect(judgePolicy(JSON.stringify({ Statement: statement }))).toBe(verdict);
  });
});

describe('NET-006', () => {
  const balancer = (parts: Readonly<Record<string, unknown>> = {}): unknown => ({
    LoadBalancerArn: 'arn:lb',
    LoadBalancerName: 'front',
    Scheme: 'internet-facing',
    Type: 'application',
    SecurityGroups: ['sg-1'],
    ...parts,
  });
  const listener = (Port: number, Protocol = 'TCP'): unknown => ({
    ListenerArn: `arn:${Port}`,
    LoadBalancerArn: 'arn:lb',
    Port,
    Protocol,
  });
  const base = { groups: [group('sg-1')], load_balancers: [balancer()] };
  const openRules = [rule('sgr-1', 'sg-1', { ...everything, ...anybody })];

  it('reports a port that is not for the web', () => {
    expect(reported(loadBalancerPort, { ...base, group_rules: openRules, listeners: [listener(8443)] })).toEqual([
      'NET-006 front',
    ]);
  });

  it('leaves 80, 443, allowed ports, closed groups and internal ones alone', () => {
    const world = { ...base, group_rules: openRules };
    expect(reported(loadBalancerPort, { ...world, listeners: [listener(80), listener(443)] })).toEqual([]);
    expect(reported(loadBalancerPort, { ...world, listeners: [listener(8443)] }, { allowed_ports: [8443] })).toEqual(
      [],
    );
    expect(
      reported(loadBalancerPort, { ...base, group_rules: [rule('sgr-1', 'sg-1')], listeners: [listener(8443)] }),
    ).toEqual([]);
    const internal = [balancer({ Scheme: 'internal' })];
    expect(reported(loadBalancerPort, { ...world, load_balancers: internal, listeners: [listener(8443)] })).toEqual([]);
  });

  it('takes a Network Load Balancer without groups for open', () => {
    const load_balancers = [balancer({ Type: 'network', SecurityGroups: undefined })];
    expect(reported(loadBalancerPort, { load_balancers, listeners: [listener(22)] })).toEqual(['NET-006 front']);
  });

  it('holds a UDP listener against UDP rules', () => {
    const tcp = [rule('sgr-1', 'sg-1', { FromPort: 0, ToPort: 65_535, ...anybody })];
    expect(reported(loadBalancerPort, { ...base, group_rules: tcp, listeners: [listener(53, 'UDP')] })).toEqual([]);
    expect(reported(loadBalancerPort, { ...base, group_rules: tcp, listeners: [listener(53, 'TCP_UDP')] })).toEqual([
      'NET-006 front',
    ]);
  });

  it('reads Classic Load Balancers', () => {
    const classic = {
      LoadBalancerName: 'old',
      Scheme: 'internet-facing',
      SecurityGroups: ['sg-1'],
      ListenerDescriptions: [{ Listener: { Protocol: 'TCP', LoadBalancerPort: 3306 } }],
    };
    const world = { groups: [group('sg-1')], group_rules: openRules, classic_load_balancers: [classic] };
    expect(reported(loadBalancerPort, world)).toEqual(['NET-006 old']);
  });

  it('is not disturbed by a place that could not be read elsewhere', () => {
    const elsewhere = {
      account: '111122223333',
      region: 'eu-west-2',
      status: 'unknown',
      reason: denied.reason,
      items: [],
    };
    const here = { account: '111122223333', region: 'eu-west-1', status: 'present', items: [listener(22)] };
    const listeners = { ...denied, output: { places: [here, elsewhere] } };
    expect(reported(loadBalancerPort, { ...base, group_rules: openRules, listeners })).toEqual(['NET-006 front']);
  });

  it('never passes unread listeners or groups', () => {
    expect(inspect(loadBalancerPort, { ...base, listeners: denied }).notChecked).toHaveLength(1);
    expect(
      inspect(loadBalancerPort, { ...base, group_rules: denied, listeners: [listener(22)] }).notChecked,
    ).toHaveLength(1);
  });
});
