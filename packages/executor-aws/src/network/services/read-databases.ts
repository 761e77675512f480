import { listAt, numberAt, textAt, valueAt } from '../../value/read.ts';
import type { Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import type { Database } from './database.ts';
import type { AddressFamily } from './public-subnet.ts';

/** Engines of the RDS API that are products of their own. */
const ownProducts: Readonly<Record<string, string>> = { docdb: 'DocumentDB', neptune: 'Neptune' };

/** All databases of the snapshot; NET-001 are those of RDS and Aurora. */
export function readDatabases(model: NetworkModel): readonly Database[] {
  const { snapshot } = model;
  const instances = snapshot.items('db_instances');
  const known = new Set(instances.map((item) => placedName(item, textAt(item.raw, 'DBInstanceIdentifier'))));
  return [
    ...instances.map(instanceOf),
    ...snapshot
      .items('db_clusters')
      // A cluster is judged by its instances where it has any that were read.
      .filter((item) => flagOf(item.raw) !== null && !hasKnownMember(item, known))
      .map((item) => clusterOf(model, item)),
    ...snapshot.items('redshift').map((item) => redshiftOf(model, item)),
    ...snapshot.items('dms').map(replicationOf),
  ];
}

function hasKnownMember(item: Item, known: ReadonlySet<string>): boolean {
  return listAt(item.raw, 'DBClusterMembers').some((member) =>
    known.has(placedName(item, textAt(member, 'DBInstanceIdentifier'))),
  );
}

/** Names of databases are those of their account and region only. */
function placedName({ account, region }: Item, name: string): string {
  return `${account} ${region} ${name}`;
}

function flagOf(raw: unknown): boolean | null {
  const value = valueAt(raw, 'PubliclyAccessible');
  return typeof value === 'boolean' ? value : null;
}

/** `IPV4` and `DUAL` of RDS and DMS, `ipv4` and `dualstack` of Redshift: without IPv6, `::/0` lets nobody in. */
function familiesOf(raw: unknown): readonly AddressFamily[] {
  const type = (textAt(raw, 'NetworkType') || textAt(raw, 'IpAddressType')).toLowerCase();
  if (type === 'ipv4' || type === 'ipv6') return [type];
  return ['ipv4', 'ipv6'];
}

function textsAt(list: readonly unknown[], field: string): readonly string[] {
  return list.map((one) => textAt(one, field)).filter((text) => text !== '');
}

function groupsOf(raw: unknown): readonly string[] {
  return textsAt(listAt(raw, 'VpcSecurityGroups'), 'VpcSecurityGroupId');
}

function engineParts(raw: unknown): Pick<Database, 'code' | 'product'> {
  const engine = textAt(raw, 'Engine');
  const product = Object.hasOwn(ownProducts, engine) ? ownProducts[engine] : undefined;
  return product === undefined ? { code: 'NET-001', product: engine } : { code: 'NET-002', product };
}

const defaultPorts: Readonly<Record<string, number>> = {
  mysql: 3306,
  mariadb: 3306,
  'aurora-mysql': 3306,
  postgres: 5432,
  'aurora-postgresql': 5432,
  docdb: 27_017,
  neptune: 8182,
};

function defaultPort(engine: string): number | null {
  if (Object.hasOwn(defaultPorts, engine)) return defaultPorts[engine] ?? null;
  if (engine.startsWith('oracle')) return 1521;
  return engine.startsWith('sqlserver') ? 1433 : null;
}

/** RDS says 0 for a port that it has not assigned yet. */
function portAt(raw: unknown, engine: string, ...paths: readonly (readonly string[])[]): number | null {
  const stated = paths.map((path) => numberAt(raw, ...path)).find((port) => port !== null && port > 0);
  return stated ?? defaultPort(engine);
}

function instanceOf(item: Item): Database {
  const { raw } = item;
  return {
    ...engineParts(raw),
    item,
    kind: 'DBInstance',
    name: textAt(raw, 'DBInstanceIdentifier'),
    isPubliclyAccessible: flagOf(raw),
    families: familiesOf(raw),
    groupIds: groupsOf(raw),
    port: portAt(raw, textAt(raw, 'Engine'), ['Endpoint', 'Port'], ['DbInstancePort']),
    subnetIds: textsAt(listAt(raw, 'DBSubnetGroup', 'Subnets'), 'SubnetIdentifier'),
    vpcId: textAt(raw, 'DBSubnetGroup', 'VpcId'),
  };
}

/** A subnet group by name in the place of what uses it. */
export function subnetGroup(
  { snapshot }: NetworkModel,
  user: Item,
  lookup: { readonly step: string; readonly field: string; readonly name: string },
): { readonly subnetIds: readonly string[]; readonly vpcId: string } {
  const found = snapshot
    .items(lookup.step)
    .find(
      ({ raw, account, region }) =>
        account === user.account && region === user.region && textAt(raw, lookup.field) === lookup.name,
    );
  const subnets = listAt(found?.raw, 'Subnets');
  return {
    subnetIds: [...textsAt(subnets, 'SubnetIdentifier'), ...textsAt(subnets, 'Identifier')],
    vpcId: textAt(found?.raw, 'VpcId'),
  };
}

function clusterOf(model: NetworkModel, item: Item): Database {
  const { raw } = item;
  const name = textAt(raw, 'DBSubnetGroup');
  return {
    ...engineParts(raw),
    item,
    kind: 'DBCluster',
    name: textAt(raw, 'DBClusterIdentifier'),
    isPubliclyAccessible: flagOf(raw),
    families: familiesOf(raw),
    groupIds: groupsOf(raw),
    port: portAt(raw, textAt(raw, 'Engine'), ['Port']),
    ...subnetGroup(model, item, { step: 'db_subnet_groups', field: 'DBSubnetGroupName', name }),
  };
}

function redshiftOf(model: NetworkModel, item: Item): Database {
  const { raw } = item;
  const name = textAt(raw, 'ClusterSubnetGroupName');
  const group = subnetGroup(model, item, { step: 'redshift_subnet_groups', field: 'ClusterSubnetGroupName', name });
  return {
    code: 'NET-002',
    item,
    kind: 'RedshiftCluster',
    name: textAt(raw, 'ClusterIdentifier'),
    product: 'Redshift',
    isPubliclyAccessible: flagOf(raw),
    families: familiesOf(raw),
    groupIds: groupsOf(raw),
    port: numberAt(raw, 'Endpoint', 'Port') ?? 5439,
    subnetIds: group.subnetIds,
    vpcId: textAt(raw, 'VpcId') || group.vpcId,
  };
}

function replicationOf(item: Item): Database {
  const { raw } = item;
  return {
    code: 'NET-002',
    item,
    kind: 'ReplicationInstance',
    name: textAt(raw, 'ReplicationInstanceIdentifier'),
    product: 'DMS replication instance',
    isPubliclyAccessible: flagOf(raw),
    families: familiesOf(raw),
    groupIds: groupsOf(raw),
    port: null,
    subnetIds: textsAt(listAt(raw, 'ReplicationSubnetGroup', 'Subnets'), 'SubnetIdentifier'),
    vpcId: textAt(raw, 'ReplicationSubnetGroup', 'VpcId'),
  };
}
