import { compareText } from '../../text/compare-text.ts';
import { isTrueAt, listAt, textAt } from '../../value/read.ts';
import type { Item } from './item.ts';
import type { Snapshot } from './snapshot.ts';

/** A subnet with what decides on its traffic. */
export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly account: string;
  readonly region: string;
  readonly item: Item;
}

/** Subnets, route tables and network ACLs by id and by what they apply to, over all accounts. */
export interface Topology {
  readonly subnets: ReadonlyMap<string, Subnet>;
  /** VPCs as listed, by id. */
  readonly vpcs: ReadonlyMap<string, Item>;
  /**
   * The table associated with a subnet, else its VPC's main table; undefined when neither was read, or when the
   * subnet's own may be among those that were not.
   */
  routeTableOf(subnetId: string, vpcId: string): Item | undefined;
  /** The network ACL associated with a subnet; undefined when it was not read. */
  aclOf(subnetId: string): Item | undefined;
  /** Internet gateways by id. */
  readonly internetGateways: ReadonlyMap<string, Item>;
}

/** @returns indexes over the snapshot; of an item listed in several accounts its owner's. */
export function readTopology(snapshot: Snapshot): Topology {
  const tables = indexBy(snapshot.items('route_tables'), 'RouteTableId');
  const bySubnet = new Map<string, Item>();
  const mainOf = new Map<string, Item>();
  for (const table of tables.values()) {
    for (const association of listAt(table.raw, 'Associations')) {
      const subnet = textAt(association, 'SubnetId');
      if (subnet !== '') bySubnet.set(subnet, table);
      if (isTrueAt(association, 'Main')) mainOf.set(textAt(table.raw, 'VpcId'), table);
    }
  }
  const isWhole = (table: Item | undefined): boolean =>
    table !== undefined && snapshot.isComplete('route_tables', table);
  const acls = readAclAssociations(snapshot);
  return {
    subnets: readSubnets(snapshot),
    vpcs: indexBy(snapshot.items('vpcs'), 'VpcId'),
    internetGateways: indexBy(snapshot.items('internet_gateways'), 'InternetGatewayId'),
    routeTableOf(subnetId, vpcId) {
      const main = mainOf.get(vpcId);
      return bySubnet.get(subnetId) ?? (isWhole(main) ? main : undefined);
    },
    aclOf: (subnetId) => acls.get(subnetId),
  };
}

function readSubnets(snapshot: Snapshot): ReadonlyMap<string, Subnet> {
  const items = indexBy(snapshot.items('subnets'), 'SubnetId');
  return new Map(
    [...items].map(([id, item]) => [
      id,
      { id, vpcId: textAt(item.raw, 'VpcId'), account: item.account, region: item.region, item },
    ]),
  );
}

function readAclAssociations(snapshot: Snapshot): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const acl of indexBy(snapshot.items('acls'), 'NetworkAclId').values()) {
    for (const association of listAt(acl.raw, 'Associations')) found.set(textAt(association, 'SubnetId'), acl);
  }
  return found;
}

/** Items by the text of a field, sorted by it; of several with one id the one in its owner's account, else the first. */
export function indexBy(items: readonly Item[], field: string): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    const id = textAt(item.raw, field);
    if (id === '') continue;
    const known = found.get(id);
    if (known === undefined || (!isOwned(known) && isOwned(item))) found.set(id, item);
  }
  return new Map([...found].sort(([a], [b]) => compareText(a, b)));
}

function isOwned({ raw, account }: Item): boolean {
  return textAt(raw, 'OwnerId') === account;
}
