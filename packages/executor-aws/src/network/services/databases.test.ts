import { describe, expect, it } from 'vitest';
import {
  denied,
  everything,
  group,
  inspect,
  listed,
  privateRoutes,
  publicRoutes,
  reported,
  rule,
} from '../hygiene/__fixtures__/world.ts';
import { otherDatabasePublic, rdsPublic } from './rds-public.ts';

const subnets = [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }];
const open = rule('sgr-1', 'sg-db', { FromPort: 5432, ToPort: 5432, CidrIpv4: '0.0.0.0/0' });
const closed = rule('sgr-1', 'sg-db', { FromPort: 5432, ToPort: 5432 });

function instance(parts: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    DBInstanceIdentifier: 'shop',
    Engine: 'postgres',
    PubliclyAccessible: true,
    Endpoint: { Port: 5432 },
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db' }],
    DBSubnetGroup: { VpcId: 'vpc-1', Subnets: [{ SubnetIdentifier: 'subnet-1' }] },
    ...parts,
  };
}

const exposed = {
  groups: [group('sg-db')],
  group_rules: [open],
  subnets,
  route_tables: [publicRoutes()],
  db_instances: [instance()],
};

describe('NET-001', () => {
  const severities = (world: Parameters<typeof inspect>[1]): readonly string[] =>
    inspect(rdsPublic, world).drafts.map(({ severity }) => severity);

  it('is critical when all three hold, with each of them as evidence', () => {
    const [found] = inspect(rdsPublic, exposed).drafts;
    expect(found?.severity).toBe('critical');
    expect(found?.subject).toMatchObject({ kind: 'DBInstance', name: 'shop', region: 'eu-west-1' });
    expect(found?.data).toMatchObject({ publicly_accessible: true, port_open: true, public_subnet: true, port: 5432 });
    expect(found?.evidence.map(({ step }) => step)).toEqual(['db_instances', 'group_rules', 'subnets', 'route_tables']);
  });

  it('proposes to revoke the rules that open its port, and leaves an office in', () => {
    const office = rule('sgr-2', 'sg-db', { FromPort: 5432, ToPort: 5432, CidrIpv4: '203.0.112.9/32' });
    const web = rule('sgr-3', 'sg-db', { FromPort: 443, ToPort: 443, CidrIpv4: '0.0.0.0/0' });
    const remediesOf = (group_rules: readonly unknown[]) =>
      inspect(rdsPublic, { ...exposed, group_rules }).drafts.flatMap(({ remediations }) => remediations);
    expect(remediesOf([open, office, web])).toMatchObject([
      { playbook: 'aws-sg-revoke', risk: 'write', inputs: { group_id: 'sg-db', rule_ids: 'sgr-1' } },
    ]);
    expect(remediesOf([closed])).toEqual([]);
  });

  it.each<[string, Parameters<typeof inspect>[1]]>([
    ['it is not publicly accessible', { ...exposed, db_instances: [instance({ PubliclyAccessible: false })] }],
    ['its group is closed', { ...exposed, group_rules: [closed] }],
    ['its subnet is private', { ...exposed, route_tables: [privateRoutes] }],
  ])('is high when %s', (_name, world) => {
    expect(severities(world)).toEqual(['high']);
  });

  it('is nothing when two of them are missing', () => {
    expect(severities({ ...exposed, group_rules: [closed], route_tables: [privateRoutes] })).toEqual([]);
  });

  it.each<[string, readonly unknown[], string]>([
    [
      'halves',
      ['0.0.0.0/1', '128.0.0.0/1'].map((CidrIpv4) => rule(`sgr-${CidrIpv4}`, 'sg-db', { ...everything, CidrIpv4 })),
      'critical',
    ],
    ['IPv6', [rule('sgr-1', 'sg-db', { FromPort: 5000, ToPort: 6000, CidrIpv6: '::/0' })], 'high'],
    ['one half', [rule('sgr-1', 'sg-db', { ...everything, CidrIpv4: '0.0.0.0/1' })], 'high'],
    ['the next port', [rule('sgr-1', 'sg-db', { FromPort: 5433, ToPort: 5433, CidrIpv4: '0.0.0.0/0' })], 'high'],
    [
      'UDP',
      [rule('sgr-1', 'sg-db', { IpProtocol: 'udp', FromPort: 5432, ToPort: 5432, CidrIpv4: '0.0.0.0/0' })],
      'high',
    ],
  ])('reads %s right', (_name, rules, severity) => {
    expect(severities({ ...exposed, group_rules: rules })).toEqual([severity]);
  });

  it.each([
    ['IPV4', ['0.0.0.0/0', '::/0'], ['high']],
    ['DUAL', ['0.0.0.0/0', '::/0'], ['critical']],
    ['DUAL', ['0.0.0.0/0'], ['high']],
    [undefined, ['::/0'], ['critical']],
    ['IPV4', ['::/0'], []],
  ])('counts ::/0 for %s with routes %j as %j', (NetworkType, routes, expected) => {
    const group_rules = [rule('sgr-1', 'sg-db', { FromPort: 5432, ToPort: 5432, CidrIpv6: '::/0' })];
    const db_instances = [instance({ NetworkType })];
    expect(severities({ ...exposed, group_rules, db_instances, route_tables: [publicRoutes(...routes)] })).toEqual(
      expected,
    );
  });

  it('takes a blackhole, a NAT gateway or an egress-only gateway for no way in', () => {
    const table = publicRoutes() as { readonly Routes: readonly object[] };
    const dead = { ...table, Routes: table.Routes.map((route) => ({ ...route, State: 'blackhole' })) };
    const egressOnly = {
      ...table,
      Routes: [{ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' }],
    };
    for (const one of [dead, egressOnly]) expect(severities({ ...exposed, route_tables: [one] })).toEqual(['high']);
  });

  it.each([
    [['0.0.0.0/0'], 'critical'],
    [['10.0.0.0/8'], 'high'],
    [null, 'high'],
  ])('resolves the prefix list that a route to an internet gateway names: %j', (cidrs, severity) => {
    const table = publicRoutes() as object;
    const route = { DestinationPrefixListId: 'pl-1', GatewayId: 'igw-1', State: 'active' };
    const lists = { prefix_lists: [{ PrefixListId: 'pl-1', OwnerId: '111122223333' }] };
    const world = { ...exposed, ...lists, route_tables: [{ ...table, Routes: [route] }] };
    const entries = listed(
      (cidrs ?? []).map((Cidr) => ({ Cidr })),
      { PrefixListId: 'pl-1' },
    );
    const { drafts, notChecked } = inspect(
      rdsPublic,
      cidrs === null ? world : { ...world, prefix_list_entries: entries },
    );
    expect(drafts.map((one) => one.severity)).toEqual([severity]);
    expect(notChecked ?? []).toHaveLength(cidrs === null ? 1 : 0);
  });

  it('takes the table of a subnet before the main one', () => {
    const own = { ...(privateRoutes as object), RouteTableId: 'rtb-2', Associations: [{ SubnetId: 'subnet-1' }] };
    expect(severities({ ...exposed, route_tables: [publicRoutes(), own] })).toEqual(['high']);
  });

  it.each(['group_rules', 'route_tables', 'subnets', 'prefix_list_entries'])(
    'never passes while %s is unread',
    (step) => {
      const lists = { prefix_lists: [{ PrefixListId: 'pl-1', OwnerId: '111122223333' }] };
      const byList = [rule('sgr-1', 'sg-db', { ...everything, PrefixListId: 'pl-1' })];
      const seen = inspect(rdsPublic, { ...exposed, ...lists, group_rules: byList, [step]: denied });
      expect(seen.notChecked).toHaveLength(1);
      expect(seen.drafts.every(({ severity, data }) => severity === 'high' && data.reachable === null)).toBe(true);
    },
  );

  it('judges a cluster by its instances, and by itself where none of them was read', () => {
    const cluster = {
      DBClusterIdentifier: 'multi',
      Engine: 'mysql',
      PubliclyAccessible: true,
      Port: 5432,
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db' }],
      DBSubnetGroup: 'databases',
      DBClusterMembers: [{ DBInstanceIdentifier: 'shop' }],
    };
    const db_subnet_groups = [
      { DBSubnetGroupName: 'databases', VpcId: 'vpc-1', Subnets: [{ SubnetIdentifier: 'subnet-1' }] },
    ];
    expect(reported(rdsPublic, { ...exposed, db_clusters: [cluster] })).toEqual(['NET-001 shop']);
    expect(reported(rdsPublic, { ...exposed, db_instances: [], db_clusters: [cluster], db_subnet_groups })).toEqual([
      'NET-001 multi',
    ]);
  });

  it('does not take an instance of another account for a cluster’s own', () => {
    const cluster = {
      ...{ DBClusterIdentifier: 'multi', PubliclyAccessible: true, Port: 5432, DBSubnetGroup: 'databases' },
      ...{ VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db' }], DBClusterMembers: [{ DBInstanceIdentifier: 'shop' }] },
    };
    const other = { account: '444455556666', region: 'eu-west-1', status: 'present', items: [cluster] };
    const db_clusters = { status: 'present', output: { places: [other] } } as const;
    const codes = reported(rdsPublic, { ...exposed, db_instances: [instance()], db_clusters });
    expect(codes).toEqual(['NET-001 shop', 'NET-001 multi']);
  });

  it('leaves DocumentDB and Neptune to NET-002', () => {
    expect(reported(rdsPublic, { ...exposed, db_instances: [instance({ Engine: 'docdb' })] })).toEqual([]);
  });
});

describe('NET-002', () => {
  const redshift = {
    ClusterIdentifier: 'dwh',
    PubliclyAccessible: true,
    Endpoint: { Port: 5432 },
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db' }],
    ClusterSubnetGroupName: 'dwh',
  };
  const redshift_subnet_groups = [
    { ClusterSubnetGroupName: 'dwh', VpcId: 'vpc-1', Subnets: [{ SubnetIdentifier: 'subnet-1' }] },
  ];
  const base = { ...exposed, db_instances: [] };

  it('reports Redshift, DMS, DocumentDB and Neptune', () => {
    const dms = {
      ReplicationInstanceIdentifier: 'copy',
      PubliclyAccessible: true,
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db' }],
      ReplicationSubnetGroup: { VpcId: 'vpc-1', Subnets: [{ SubnetIdentifier: 'subnet-1' }] },
    };
    const db_instances = [instance({ Engine: 'neptune' })];
    const world = { ...base, redshift: [redshift], redshift_subnet_groups, dms: [dms], db_instances };
    expect(reported(otherDatabasePublic, world)).toEqual(['NET-002 shop', 'NET-002 dwh', 'NET-002 copy']);
    expect(inspect(otherDatabasePublic, world).drafts.map(({ severity }) => severity)).toEqual([
      'critical',
      'critical',
      'critical',
    ]);
  });

  it('is high, or nothing, when conjuncts are missing', () => {
    const closedWorld = { ...base, redshift: [redshift], redshift_subnet_groups, group_rules: [closed] };
    expect(inspect(otherDatabasePublic, closedWorld).drafts.map(({ severity }) => severity)).toEqual(['high']);
    const quiet = { ...closedWorld, redshift: [{ ...redshift, PubliclyAccessible: false }] };
    expect(reported(otherDatabasePublic, quiet)).toEqual([]);
  });

  it('says when a subnet group is not known', () => {
    expect(inspect(otherDatabasePublic, { ...base, redshift: [redshift] }).notChecked).toHaveLength(1);
  });
});
