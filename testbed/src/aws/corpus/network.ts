import type { Clients } from './client.ts';
import type { LogicalNames } from './logical-names.ts';
import type { Placement } from './scenario.ts';

/** The value, or an error that says what the cloud did not tell. */
export function told<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new TypeError(`the cloud did not tell ${what}`);
}

/** Removes the VPC that every account has to begin with, so that only what was staged is there. */
export async function removeDefaultVpc({ ec2 }: Clients): Promise<void> {
  const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] });
  for (const { VpcId } of Vpcs) {
    const { Subnets = [] } = await ec2.describeSubnets({
      Filters: [{ Name: 'vpc-id', Values: [told(VpcId, 'VpcId')] }],
    });
    for (const { SubnetId } of Subnets) await ec2.deleteSubnet({ SubnetId });
    await ec2.deleteVpc({ VpcId });
  }
}

/** What is particular about a VPC. */
export interface VpcOptions {
  readonly cidr: string;
  readonly ipv6?: boolean;
  /** Leaves the default group its rules. */
  readonly keepDefaultRules?: boolean;
  /** Without a flow log. */
  readonly silent?: boolean;
}

/** Makes a VPC: `NAME`, its default group `NAME-default-group` and NACL `NAME-default-acl`. */
export async function createVpc(
  clients: Clients,
  names: LogicalNames,
  name: string,
  options: VpcOptions,
): Promise<string> {
  const { ec2 } = clients;
  const made = await ec2.createVpc({ CidrBlock: options.cidr, AmazonProvidedIpv6CidrBlock: options.ipv6 === true });
  const vpc = told(made.Vpc?.VpcId, 'VpcId');
  names.set(name, vpc);
  const filter = [{ Name: 'vpc-id', Values: [vpc] }];
  const group = (await ec2.describeSecurityGroups({ Filters: filter })).SecurityGroups?.[0]?.GroupId;
  names.set(`${name}-default-group`, group);
  const acl = (await ec2.describeNetworkAcls({ Filters: filter })).NetworkAcls?.[0]?.NetworkAclId;
  names.set(`${name}-default-acl`, acl);
  if (options.keepDefaultRules !== true) await revokeAll(clients, told(group, 'GroupId'), 'both');
  if (options.silent !== true) {
    await ec2.createFlowLogs({
      ResourceIds: [vpc],
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogGroupName: `flow-${name}`,
      DeliverLogsPermissionArn: `arn:aws:iam::${clients.account}:role/flow-logs`,
    });
  }
  return vpc;
}

/** Revokes what a group was born with. */
export async function revokeAll({ ec2 }: Clients, group: string, which: 'both' | 'egress'): Promise<void> {
  const filter = [{ Name: 'group-id', Values: [group] }];
  const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({ Filters: filter });
  for (const { SecurityGroupRuleId, IsEgress } of SecurityGroupRules) {
    const given = { GroupId: group, SecurityGroupRuleIds: [told(SecurityGroupRuleId, 'SecurityGroupRuleId')] };
    if (IsEgress === true) await ec2.revokeSecurityGroupEgress(given);
    else if (which === 'both') await ec2.revokeSecurityGroupIngress(given);
  }
}

/** Makes a subnet `subnet-NAME`. */
export async function createSubnet(
  { ec2, region }: Clients,
  names: LogicalNames,
  subnet: {
    readonly name: string;
    readonly vpc: string;
    readonly cidr: string;
    readonly zone?: string;
    readonly ipv6?: string;
  },
): Promise<string> {
  const made = await ec2.createSubnet({
    VpcId: subnet.vpc,
    CidrBlock: subnet.cidr,
    AvailabilityZone: `${region}${subnet.zone ?? 'a'}`,
    ...(subnet.ipv6 !== undefined && { Ipv6CidrBlock: subnet.ipv6 }),
  });
  const id = told(made.Subnet?.SubnetId, 'SubnetId');
  names.set(`subnet-${subnet.name}`, id);
  // moto takes the first subnet of a zone for the default one, and switches this on.
  await ec2.modifySubnetAttribute({ SubnetId: id, MapPublicIpOnLaunch: { Value: false } });
  return id;
}

/** Makes a route table with routes, and associates subnets with it. */
export async function createTable(
  { ec2 }: Clients,
  vpc: string,
  routes: readonly Omit<Parameters<Clients['ec2']['createRoute']>[0], 'RouteTableId'>[],
  subnets: readonly string[],
): Promise<string> {
  const made = await ec2.createRouteTable({ VpcId: vpc });
  const RouteTableId = told(made.RouteTable?.RouteTableId, 'RouteTableId');
  for (const route of routes) await ec2.createRoute({ RouteTableId, ...route });
  for (const SubnetId of subnets) await ec2.associateRouteTable({ RouteTableId, SubnetId });
  return RouteTableId;
}

/** Makes an internet gateway for a VPC. */
export async function createGateway({ ec2 }: Clients, vpc: string): Promise<string> {
  const made = await ec2.createInternetGateway({});
  const InternetGatewayId = told(made.InternetGateway?.InternetGatewayId, 'InternetGatewayId');
  await ec2.attachInternetGateway({ InternetGatewayId, VpcId: vpc });
  return InternetGatewayId;
}

/** One ingress entry of a NACL. */
export interface AclEntry {
  readonly number: number;
  readonly action: 'allow' | 'deny';
  /** IANA number, such as `6`; `-1` = all. */
  readonly protocol: string;
  readonly ports?: readonly [number, number];
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** Makes a NACL with ingress entries, and puts a subnet under it. */
export async function createAcl(
  { ec2 }: Clients,
  vpc: string,
  entries: readonly AclEntry[],
  subnet: string | null,
): Promise<string> {
  const NetworkAclId = told((await ec2.createNetworkAcl({ VpcId: vpc })).NetworkAcl?.NetworkAclId, 'NetworkAclId');
  for (const entry of entries) {
    await ec2.createNetworkAclEntry({
      NetworkAclId,
      Egress: false,
      RuleNumber: entry.number,
      RuleAction: entry.action,
      Protocol: entry.protocol,
      ...(entry.ports !== undefined && { PortRange: { From: entry.ports[0], To: entry.ports[1] } }),
      ...(entry.ipv4 !== undefined && { CidrBlock: entry.ipv4 }),
      ...(entry.ipv6 !== undefined && { Ipv6CidrBlock: entry.ipv6 }),
    });
  }
  if (subnet === null) return NetworkAclId;
  const found = await ec2.describeNetworkAcls({ Filters: [{ Name: 'association.subnet-id', Values: [subnet] }] });
  const association = found.NetworkAcls?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === subnet);
  const AssociationId = told(association?.NetworkAclAssociationId, 'NetworkAclAssociationId');
  await ec2.replaceNetworkAclAssociation({ AssociationId, NetworkAclId });
  return NetworkAclId;
}

/** The placements of the region without Block Public Access. */
const placements: readonly Placement[] = ['public', 'split-routes', 'guarded', 'private', 'nat', 'ipv6', 'egress-only'];

async function createMain(clients: Clients, names: LogicalNames): Promise<void> {
  const { ec2 } = clients;
  const vpc = await createVpc(clients, names, 'main', { cidr: '10.10.0.0/16', ipv6: true });
  const described = await ec2.describeVpcs({ VpcIds: [vpc] });
  const block = told(described.Vpcs?.[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock, 'Ipv6CidrBlock');
  const sixth = (index: number): string => block.replace(/::\/56$/, `::/64`).replace(/00::\/64$/, `0${index}::/64`);
  for (const [index, name] of placements.entries()) {
    const ipv6 = name === 'ipv6' || name === 'egress-only' ? { ipv6: sixth(index) } : {};
    await createSubnet(clients, names, { name, vpc, cidr: `10.10.${index}.0/24`, ...ipv6 });
  }
  const subnet = (name: Placement): string => names.id(`subnet-${name}`);
  const GatewayId = await createGateway(clients, vpc);
  names.set('main-gateway', GatewayId);
  const out = { DestinationCidrBlock: '0.0.0.0/0', GatewayId };
  names.set('table-public', await createTable(clients, vpc, [out], [subnet('public'), subnet('guarded')]));
  const two = ['0.0.0.0/1', '128.0.0.0/1'].map((DestinationCidrBlock) => ({ DestinationCidrBlock, GatewayId }));
  await createTable(clients, vpc, two, [subnet('split-routes')]);
  await createTable(clients, vpc, [{ DestinationIpv6CidrBlock: '::/0', GatewayId }], [subnet('ipv6')]);
  const egress = await ec2.createEgressOnlyInternetGateway({ VpcId: vpc });
  const EgressOnlyInternetGatewayId = egress.EgressOnlyInternetGateway?.EgressOnlyInternetGatewayId;
  const outOnly = { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId };
  await createTable(clients, vpc, [outOnly], [subnet('egress-only')]);
  const { AllocationId } = await ec2.allocateAddress({ Domain: 'vpc' });
  const nat = await ec2.createNatGateway({ SubnetId: subnet('public'), AllocationId });
  const NatGatewayId = nat.NatGateway?.NatGatewayId;
  await createTable(clients, vpc, [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId }], [subnet('nat')]);
  // AWS adds this entry to the default NACL of a VPC with IPv6; moto does not.
  await ec2.createNetworkAclEntry({
    NetworkAclId: names.id('main-default-acl'),
    Egress: false,
    RuleNumber: 101,
    RuleAction: 'allow',
    Protocol: '-1',
    Ipv6CidrBlock: '::/0',
  });
  const guard: readonly AclEntry[] = [
    { number: 90, action: 'deny', protocol: '6', ports: [22, 22], ipv4: '0.0.0.0/0' },
    { number: 100, action: 'allow', protocol: '6', ports: [443, 443], ipv4: '0.0.0.0/0' },
    { number: 110, action: 'allow', protocol: '6', ports: [5432, 5432], ipv4: '0.0.0.0/0' },
  ];
  names.set('acl-guard', await createAcl(clients, vpc, guard, subnet('guarded')));
}

/** A VPC whose main route table leads to the internet; its subnet is associated with no table. */
async function createMainTable(clients: Clients, names: LogicalNames): Promise<void> {
  const { ec2 } = clients;
  const vpc = await createVpc(clients, names, 'main-table', { cidr: '10.11.0.0/16' });
  await createSubnet(clients, names, { name: 'main-table', vpc, cidr: '10.11.0.0/24' });
  const GatewayId = await createGateway(clients, vpc);
  const tables = await ec2.describeRouteTables({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] });
  const RouteTableId = told(tables.RouteTables?.[0]?.RouteTableId, 'RouteTableId');
  await ec2.createRoute({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId });
}

/** Stages the network that groups are placed in, in the region where the internet may come in. */
export async function createOpenNetwork(clients: Clients, names: LogicalNames): Promise<void> {
  await removeDefaultVpc(clients);
  await createMain(clients, names);
  await createMainTable(clients, names);
}

/** Stages the network of the region in which Block Public Access is on. */
export async function createBlockedNetwork(clients: Clients, names: LogicalNames): Promise<void> {
  await removeDefaultVpc(clients);
  const vpc = await createVpc(clients, names, 'blocked', { cidr: '10.12.0.0/16' });
  const subnet = await createSubnet(clients, names, { name: 'blocked', vpc, cidr: '10.12.0.0/24' });
  const GatewayId = await createGateway(clients, vpc);
  await createTable(clients, vpc, [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId }], [subnet]);
  await clients.ec2.modifyVpcBlockPublicAccessOptions({ InternetGatewayBlockMode: 'block-bidirectional' });
}
