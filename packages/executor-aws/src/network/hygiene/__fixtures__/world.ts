import type { StepEvidence } from '../../../listing/listing.ts';
import type { NetworkRule, Observation } from '../../draft.ts';
import { readExposures } from '../../exposure/read-exposures.ts';
import { type NetworkModel, readModel } from '../../model/model.ts';
import type { NetworkScope, NetworkSettingsInput } from '../../model/settings.ts';

/** The account of every fixture. */
const account: string = '111122223333';

/** The region of every fixture. */
const region: string = 'eu-west-1';

/** A step that could not be read. */
export const denied: StepEvidence = {
  status: 'unknown',
  reason: { kind: 'denied', message: 'not authorized', needs: 'the permission' },
};

/** Items by step; a step that is left out was read and is empty. */
export type World = Readonly<Record<string, readonly unknown[] | StepEvidence>>;

/** Every step that the rules of these folders read. */
const stepNames = [
  'groups group_rules interfaces acls route_tables subnets vpcs internet_gateways egress_only_gateways prefix_lists',
  'prefix_list_entries stale_groups group_references group_vpc_associations block_public_access launch_templates',
  'block_public_access_exclusions instances addresses peerings transit_gateways flow_logs load_balancers listeners',
  'classic_load_balancers db_instances db_clusters db_subnet_groups redshift redshift_subnet_groups dms',
  'dms_subnet_groups elasticache elasticache_subnet_groups memorydb memorydb_subnet_groups eks msk emr opensearch',
  'lambda launch_configurations ecs_services event_targets codebuild batch glue',
].flatMap((line) => line.split(' '));

/** What one list step of one place read. */
export function listed(items: readonly unknown[], input?: Readonly<Record<string, string>>): StepEvidence {
  const place = { account, region, ...(input === undefined ? {} : { input }), status: 'present', items };
  return { status: 'present', output: { places: [place] } };
}

/** A model of one account and region. */
export function modelOf(world: World, settings: NetworkSettingsInput = {}, scope: NetworkScope = {}): NetworkModel {
  const steps: Record<string, StepEvidence> = {
    places: { status: 'present', output: { regional: [{ account, region }], global: [], accounts: [], gaps: [] } },
  };
  for (const name of stepNames) steps[name] = listed([]);
  for (const [name, value] of Object.entries(world)) steps[name] = isEvidence(value) ? value : listed(value);
  return readModel({ scope, settings, steps });
}

function isEvidence(value: readonly unknown[] | StepEvidence): value is StepEvidence {
  return !Array.isArray(value);
}

/** What a rule sees in a world. */
export function inspect(rule: NetworkRule, world: World, settings: NetworkSettingsInput = {}): Observation {
  const model = modelOf(world, settings);
  return rule.inspect(model, readExposures(model));
}

/** Codes and names of what a rule reports, such as `SG-037 sg-1`. */
export function reported(rule: NetworkRule, world: World, settings: NetworkSettingsInput = {}): readonly string[] {
  return inspect(rule, world, settings).drafts.map(({ code, subject }) => `${code} ${subject.name}`);
}

/** A security group as DescribeSecurityGroups gives it. */
export function group(id: string, parts: Readonly<Record<string, unknown>> = {}): unknown {
  return { GroupId: id, GroupName: id, OwnerId: account, VpcId: 'vpc-1', Description: 'made for a test', ...parts };
}

/** An ingress rule as DescribeSecurityGroupRules gives it: TCP 22 from a private network unless stated. */
export function rule(id: string, groupId: string, parts: Readonly<Record<string, unknown>> = {}): unknown {
  const port = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
  const isSourced = ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupInfo'].some((key) => key in parts);
  return {
    SecurityGroupRuleId: id,
    GroupId: groupId,
    GroupOwnerId: account,
    IsEgress: false,
    ...port,
    ...(isSourced ? {} : { CidrIpv4: '10.0.0.0/8' }),
    ...parts,
  };
}

/** All protocols and ports. */
export const everything: Readonly<Record<string, unknown>> = { IpProtocol: '-1', FromPort: -1, ToPort: -1 };

/** A network interface with these groups. */
export function networkInterface(
  id: string,
  groups: readonly string[],
  parts: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    NetworkInterfaceId: id,
    VpcId: 'vpc-1',
    SubnetId: 'subnet-1',
    InterfaceType: 'interface',
    Groups: groups.map((GroupId) => ({ GroupId })),
    ...parts,
  };
}

/** A main route table of vpc-1 with an internet gateway for these destinations. */
export function publicRoutes(...destinations: readonly string[]): unknown {
  const wanted = destinations.length === 0 ? ['0.0.0.0/0'] : destinations;
  const routes = wanted.map((destination) => ({
    [destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: destination,
    GatewayId: 'igw-1',
    State: 'active',
  }));
  const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' };
  return { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [{ Main: true }], Routes: [local, ...routes] };
}

/** A main route table of vpc-1 that leads nowhere but into the VPC and to a NAT gateway. */
export const privateRoutes: unknown = {
  RouteTableId: 'rtb-1',
  VpcId: 'vpc-1',
  Associations: [{ Main: true }],
  Routes: [
    { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' },
    { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' },
  ],
};
