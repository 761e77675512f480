import type { Json } from '@cloudops/spec';
import type { PlaceListing, StepEvidence } from '../../listing/listing.ts';

/** The account and region of most fixtures. */
export const account = '111122223333';
export const region = 'eu-west-1';

/** A rule as DescribeSecurityGroupRules returns it. */
export interface RuleParts {
  readonly id?: string;
  readonly protocol?: string;
  readonly from?: number;
  readonly to?: number;
  readonly egress?: boolean;
  readonly description?: string;
}

/** What an account holds, in the SDK's shapes. */
export interface AccountParts {
  readonly groups: readonly Json[];
  readonly rules: readonly Json[];
  readonly interfaces?: readonly Json[];
  readonly routeTables?: readonly Json[];
  readonly acls?: readonly Json[];
  readonly subnets?: readonly Json[];
  readonly prefixLists?: readonly Json[];
  readonly prefixListEntries?: Readonly<Record<string, readonly string[]>>;
  readonly blockPublicAccess?: readonly Json[];
}

/** A listing of one place as step evidence. */
export function listed(items: readonly Json[]): StepEvidence {
  return { status: 'present', output: { places: [{ account, region, status: 'present', items }] } };
}

/** A step that was denied. */
export function denied(permission: string): StepEvidence {
  const reason = {
    kind: 'denied',
    message: `You are not authorized to perform: ${permission}`,
    needs: permission,
  } as const;
  const place: PlaceListing = { account, region, status: 'unknown', reason, items: [] };
  return { status: 'unknown', reason, output: { places: [place] } };
}

/** Steps of the playbook as far as exposure reads them. */
export function stage(parts: AccountParts): Record<string, StepEvidence> {
  return {
    places: { status: 'present', output: { accounts: [], regional: [{ account, region }], global: [], gaps: [] } },
    groups: listed(parts.groups),
    group_rules: listed(parts.rules),
    interfaces: listed(parts.interfaces ?? []),
    route_tables: listed(parts.routeTables ?? [publicTable]),
    acls: listed(parts.acls ?? [openAcl]),
    subnets: listed(parts.subnets ?? [subnet('subnet-public')]),
    vpcs: listed([{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', OwnerId: account }]),
    internet_gateways: listed([
      { InternetGatewayId: 'igw-1', OwnerId: account, Attachments: [{ State: 'available', VpcId: 'vpc-1' }] },
    ]),
    prefix_lists: listed(parts.prefixLists ?? []),
    prefix_list_entries: {
      status: 'present',
      output: {
        places: Object.entries(parts.prefixListEntries ?? {}).map(([id, cidrs]) => ({
          account,
          region,
          input: { PrefixListId: id },
          status: 'present',
          items: cidrs.map((Cidr) => ({ Cidr })),
        })),
      },
    },
    block_public_access: listed(
      parts.blockPublicAccess ?? [{ AwsAccountId: account, AwsRegion: region, InternetGatewayBlockMode: 'off' }],
    ),
  };
}

/** A group of vpc-1. */
export function group(id: string, name: string = id): Json {
  return { GroupId: id, GroupName: name, Description: '', OwnerId: account, VpcId: 'vpc-1' };
}

/** A rule with an IPv4, IPv6 or prefix-list source; `pl-…` is a list. */
export function rule(groupId: string, source: string, parts: RuleParts = {}): Json {
  const { id, protocol = 'tcp', from = 22, to = from, egress = false, description } = parts;
  const key = source.startsWith('pl-') ? 'PrefixListId' : source.includes(':') ? 'CidrIpv6' : 'CidrIpv4';
  const hasPorts = protocol === 'tcp' || protocol === 'udp' || protocol === 'icmp' || protocol === 'icmpv6';
  return {
    SecurityGroupRuleId: id ?? `sgr-${groupId}-${protocol}-${from}-${to}-${source}${egress ? '-out' : ''}`,
    GroupId: groupId,
    GroupOwnerId: account,
    IsEgress: egress,
    IpProtocol: protocol,
    FromPort: hasPorts ? from : -1,
    ToPort: hasPorts ? to : -1,
    [key]: source,
    ...(description === undefined ? {} : { Description: description }),
    Tags: [],
  };
}

/** An interface in `subnet-public` with a public IPv4 address, unless told otherwise. */
export function networkInterface(
  id: string,
  groupIds: readonly string[],
  parts: { readonly subnet?: string; readonly ipv4?: string | null; readonly ipv6?: string } = {},
): Json {
  const { subnet: subnetId = 'subnet-public', ipv4 = '198.51.100.7', ipv6 } = parts;
  return {
    NetworkInterfaceId: id,
    InterfaceType: 'interface',
    Status: 'in-use',
    VpcId: 'vpc-1',
    SubnetId: subnetId,
    Groups: groupIds.map((GroupId) => ({ GroupId, GroupName: GroupId })),
    PrivateIpAddress: '10.0.0.10',
    Ipv6Addresses: ipv6 === undefined ? [] : [{ Ipv6Address: ipv6 }],
    ...(ipv4 === null ? {} : { Association: { PublicIp: ipv4, IpOwnerId: 'amazon' } }),
  };
}

/** A subnet of vpc-1. */
export function subnet(id: string): Json {
  return { SubnetId: id, VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24', OwnerId: account, MapPublicIpOnLaunch: false };
}

/** A route to a gateway by its id's prefix. */
export function route(destination: string, gateway: string, state = 'active'): Json {
  const to = gateway.startsWith('nat-')
    ? { NatGatewayId: gateway }
    : gateway.startsWith('eigw-')
      ? { EgressOnlyInternetGatewayId: gateway }
      : { GatewayId: gateway };
  const key = destination.startsWith('pl-')
    ? 'DestinationPrefixListId'
    : destination.includes(':')
      ? 'DestinationIpv6CidrBlock'
      : 'DestinationCidrBlock';
  return { [key]: destination, ...to, Origin: 'CreateRoute', State: state };
}

/** A route table of vpc-1; its main one unless subnets are given. */
export function routeTable(id: string, routes: readonly Json[], subnets: readonly string[] = []): Json {
  const main = { RouteTableAssociationId: `rtbassoc-${id}`, RouteTableId: id, Main: true };
  const associations = subnets.map((SubnetId) => ({ RouteTableId: id, SubnetId, Main: false }));
  return {
    RouteTableId: id,
    VpcId: 'vpc-1',
    OwnerId: account,
    Associations: subnets.length === 0 ? [main] : associations,
    Routes: [route('10.0.0.0/16', 'local'), ...routes],
  };
}

/** An entry of a network ACL. */
export function aclEntry(
  number: number,
  action: 'allow' | 'deny',
  cidr: string,
  parts: { readonly protocol?: string; readonly ports?: readonly [number, number]; readonly egress?: boolean } = {},
): Json {
  const { protocol = '-1', ports, egress = false } = parts;
  return {
    RuleNumber: number,
    RuleAction: action,
    Protocol: protocol,
    Egress: egress,
    [cidr.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: cidr,
    ...(ports === undefined ? {} : { PortRange: { From: ports[0], To: ports[1] } }),
  };
}

/** A network ACL of vpc-1 with these inbound entries; everything may leave. */
export function acl(id: string, entries: readonly Json[], subnets: readonly string[] = ['subnet-public']): Json {
  return {
    NetworkAclId: id,
    VpcId: 'vpc-1',
    OwnerId: account,
    IsDefault: false,
    Associations: subnets.map((SubnetId) => ({
      NetworkAclAssociationId: `assoc-${SubnetId}`,
      NetworkAclId: id,
      SubnetId,
    })),
    Entries: [
      ...entries,
      aclEntry(32_767, 'deny', '0.0.0.0/0'),
      aclEntry(32_768, 'deny', '::/0'),
      aclEntry(100, 'allow', '0.0.0.0/0', { egress: true }),
      aclEntry(101, 'allow', '::/0', { egress: true }),
    ],
  };
}

/** Leads everything to igw-1. */
export const publicTable: Json = routeTable('rtb-public', [route('0.0.0.0/0', 'igw-1'), route('::/0', 'igw-1')]);

/** Allows everything in. */
export const openAcl: Json = acl('acl-open', [aclEntry(100, 'allow', '0.0.0.0/0'), aclEntry(101, 'allow', '::/0')]);
