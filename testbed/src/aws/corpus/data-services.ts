import { createSubnet } from './network.ts';
import type { Expectations, ExpectedFinding } from './scenario.ts';
import type { Stage } from './stage-groups.ts';

interface DataCase {
  readonly name: string;
  readonly isPublic: boolean;
  readonly group: 'data-open' | 'data-closed';
  readonly subnets: 'outer' | 'inner';
  readonly fails: boolean;
}

/** NET-001 and NET-002 take three conjuncts; one may be missing and the finding stays, as high. */
const cases: readonly DataCase[] = [
  { name: 'exposed', isPublic: true, group: 'data-open', subnets: 'outer', fails: true },
  { name: 'private-subnet', isPublic: true, group: 'data-open', subnets: 'inner', fails: true },
  { name: 'closed-group', isPublic: true, group: 'data-closed', subnets: 'outer', fails: true },
  { name: 'not-public', isPublic: false, group: 'data-open', subnets: 'outer', fails: true },
  { name: 'inside', isPublic: false, group: 'data-closed', subnets: 'inner', fails: false },
];

async function createSubnetGroups({ open, names }: Stage): Promise<void> {
  const vpc = names.id('main');
  const inner = await createSubnet(open, names, { name: 'inner-b', vpc, cidr: '10.10.60.0/24', zone: 'b' });
  const outer = await createSubnet(open, names, { name: 'outer-b', vpc, cidr: '10.10.61.0/24', zone: 'b' });
  await open.ec2.associateRouteTable({ RouteTableId: names.id('table-public'), SubnetId: outer });
  const kinds = { outer: [names.id('subnet-public'), outer], inner: [names.id('subnet-private'), inner] };
  for (const [name, SubnetIds] of Object.entries(kinds)) {
    await open.rds.createDBSubnetGroup({ DBSubnetGroupName: name, DBSubnetGroupDescription: name, SubnetIds });
    await open.redshift.createClusterSubnetGroup({ ClusterSubnetGroupName: name, Description: name, SubnetIds });
    await open.cache.createCacheSubnetGroup({
      CacheSubnetGroupName: name,
      CacheSubnetGroupDescription: name,
      SubnetIds,
    });
    await open.memory.createSubnetGroup({ SubnetGroupName: name, SubnetIds });
  }
}

async function createDatabase({ open, names }: Stage, given: DataCase): Promise<void> {
  const id = `postgres-${given.name}`;
  const made = await open.rds.createDBInstance({
    DBInstanceIdentifier: id,
    DBInstanceClass: 'db.t4g.medium',
    Engine: 'postgres',
    Port: 5432,
    AllocatedStorage: 20,
    MasterUsername: 'owner',
    MasterUserPassword: 'not-a-real-one',
    PubliclyAccessible: given.isPublic,
    DBSubnetGroupName: given.subnets,
    VpcSecurityGroupIds: [names.id(given.group)],
  });
  names.set(id, id, made.DBInstance?.DBInstanceArn, made.DBInstance?.DbiResourceId);
}

async function createWarehouse({ open, names }: Stage, given: DataCase): Promise<void> {
  const id = `warehouse-${given.name}`;
  await open.redshift.createCluster({
    ClusterIdentifier: id,
    NodeType: 'ra3.large',
    ClusterType: 'single-node',
    MasterUsername: 'owner',
    MasterUserPassword: 'Not-a-real-1',
    Port: 5439,
    PubliclyAccessible: given.isPublic,
    ClusterSubnetGroupName: given.subnets,
    VpcSecurityGroupIds: [names.id(given.group)],
  });
  names.set(id, id, `arn:aws:redshift:${open.region}:${open.account}:cluster:${id}`);
}

async function createCaches({ open, names }: Stage): Promise<void> {
  const group = [names.id('plain')];
  for (const subnets of ['outer', 'inner']) {
    const id = `cache-${subnets}`;
    const made = await open.cache.createCacheCluster({
      CacheClusterId: id,
      Engine: 'redis',
      CacheNodeType: 'cache.t4g.micro',
      NumCacheNodes: 1,
      CacheSubnetGroupName: subnets,
      SecurityGroupIds: group,
    });
    names.set(id, id, made.CacheCluster?.ARN);
    const memory = `memory-${subnets}`;
    const other = await open.memory.createCluster({
      ClusterName: memory,
      NodeType: 'db.t4g.small',
      ACLName: 'open-access',
      SubnetGroupName: subnets,
      SecurityGroupIds: group,
    });
    names.set(memory, memory, other.Cluster?.ARN);
  }
}

/** Stages databases, warehouses and caches. */
export async function stageDataServices(stage: Stage): Promise<void> {
  await createSubnetGroups(stage);
  for (const given of cases) {
    await createDatabase(stage, given);
    await createWarehouse(stage, given);
  }
  await createCaches(stage);
}

function pick(fails: boolean): readonly ExpectedFinding[] {
  return cases
    .filter((given) => given.fails === fails)
    .flatMap(({ name }) => [
      { code: 'NET-001', resource: `postgres-${name}` },
      { code: 'NET-002', resource: `warehouse-${name}` },
    ]);
}

/** What is to be said of them. */
export const dataExpectations: Expectations = {
  expected: [
    ...pick(true),
    { code: 'NET-003', resource: 'cache-outer' },
    { code: 'NET-003', resource: 'memory-outer' },
  ],
  absent: [...pick(false), { code: 'NET-003', resource: 'cache-inner' }, { code: 'NET-003', resource: 'memory-inner' }],
  open: [],
};
