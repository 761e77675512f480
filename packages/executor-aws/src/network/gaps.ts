import type { NotChecked } from '@cloudops/spec';
import { compareText } from '../text/compare-text.ts';
import { printable } from '../text/printable.ts';
import { listAt, textAt, valueAt } from '../value/read.ts';
import type { Gap, Snapshot } from './model/snapshot.ts';

/** What a step would have shown, and the permission it needs when its evidence does not say. */
type StepMeaning = readonly [what: string, needs: string];

const meanings: Readonly<Record<string, StepMeaning>> = {
  groups: ['security groups', 'ec2:DescribeSecurityGroups'],
  group_rules: ['rules of security groups', 'ec2:DescribeSecurityGroupRules'],
  interfaces: ['network interfaces (what is attached and public)', 'ec2:DescribeNetworkInterfaces'],
  acls: ['network ACLs', 'ec2:DescribeNetworkAcls'],
  route_tables: ['route tables', 'ec2:DescribeRouteTables'],
  subnets: ['subnets', 'ec2:DescribeSubnets'],
  vpcs: ['VPCs', 'ec2:DescribeVpcs'],
  internet_gateways: ['internet gateways', 'ec2:DescribeInternetGateways'],
  egress_only_gateways: ['egress-only internet gateways', 'ec2:DescribeEgressOnlyInternetGateways'],
  prefix_lists: ['prefix lists', 'ec2:DescribeManagedPrefixLists'],
  prefix_list_entries: ['entries of prefix lists', 'ec2:GetManagedPrefixListEntries'],
  stale_groups: ['stale references between groups (SG-040)', 'ec2:DescribeStaleSecurityGroups'],
  group_references: ['references from peered VPCs (SG-039)', 'ec2:DescribeSecurityGroupReferences'],
  group_vpc_associations: ['groups associated with further VPCs (SG-039)', 'ec2:DescribeSecurityGroupVpcAssociations'],
  block_public_access: ['VPC Block Public Access', 'ec2:DescribeVpcBlockPublicAccessOptions'],
  block_public_access_exclusions: [
    'exclusions from VPC Block Public Access',
    'ec2:DescribeVpcBlockPublicAccessExclusions',
  ],
  launch_templates: ['launch templates', 'ec2:DescribeLaunchTemplateVersions'],
  instances: ['instances', 'ec2:DescribeInstances'],
  addresses: ['elastic IP addresses', 'ec2:DescribeAddresses'],
  peerings: ['VPC peerings', 'ec2:DescribeVpcPeeringConnections'],
  transit_gateways: ['transit gateways', 'ec2:DescribeTransitGateways'],
  flow_logs: ['flow logs', 'ec2:DescribeFlowLogs'],
  load_balancers: ['load balancers', 'elasticloadbalancing:DescribeLoadBalancers'],
  listeners: ['listeners of load balancers', 'elasticloadbalancing:DescribeListeners'],
  classic_load_balancers: ['classic load balancers', 'elasticloadbalancing:DescribeLoadBalancers'],
  db_instances: ['RDS instances', 'rds:DescribeDBInstances'],
  db_clusters: ['RDS clusters', 'rds:DescribeDBClusters'],
  db_subnet_groups: ['RDS subnet groups', 'rds:DescribeDBSubnetGroups'],
  redshift: ['Redshift clusters', 'redshift:DescribeClusters'],
  redshift_subnet_groups: ['Redshift subnet groups', 'redshift:DescribeClusterSubnetGroups'],
  dms: ['DMS replication instances', 'dms:DescribeReplicationInstances'],
  dms_subnet_groups: ['DMS subnet groups', 'dms:DescribeReplicationSubnetGroups'],
  elasticache: ['ElastiCache clusters', 'elasticache:DescribeCacheClusters'],
  elasticache_subnet_groups: ['ElastiCache subnet groups', 'elasticache:DescribeCacheSubnetGroups'],
  memorydb: ['MemoryDB clusters', 'memorydb:DescribeClusters'],
  memorydb_subnet_groups: ['MemoryDB subnet groups', 'memorydb:DescribeSubnetGroups'],
  eks: ['EKS clusters', 'eks:DescribeCluster'],
  msk: ['MSK clusters', 'kafka:ListClustersV2'],
  emr: ['EMR clusters', 'elasticmapreduce:DescribeCluster'],
  opensearch: ['OpenSearch domains', 'es:DescribeDomains'],
  lambda: ['Lambda functions', 'lambda:ListFunctions'],
  launch_configurations: ['launch configurations', 'autoscaling:DescribeLaunchConfigurations'],
  ecs_services: ['ECS services', 'ecs:DescribeServices'],
  event_targets: ['targets of event rules', 'events:ListTargetsByRule'],
  codebuild: ['CodeBuild projects', 'codebuild:BatchGetProjects'],
  batch: ['Batch compute environments', 'batch:DescribeComputeEnvironments'],
  glue: ['Glue connections', 'glue:GetConnections'],
  review: ['reviewed exceptions and the approved baseline', 'a readable review folder'],
};

/** Steps by which everything else is only found; each is a line under the step whose list it needs. */
const mostPerStep = 10;

/** Every place and step that could not be read, and what would make it readable. */
export function readGaps(snapshot: Snapshot, steps: readonly string[]): readonly NotChecked[] {
  const known = Object.keys(meanings).filter((step) => steps.includes(step));
  const others = steps.filter((step) => !Object.hasOwn(meanings, step) && step !== 'places').sort(compareText);
  return [...placeGaps(snapshot), ...[...known, ...others].flatMap((step) => stepGaps(snapshot, step))];
}

function placeGaps(snapshot: Snapshot): readonly NotChecked[] {
  const { status, output, reason } = snapshot.evidence('places');
  const gaps = listAt(output, 'gaps').map((gap) => {
    const why = valueAt(gap, 'reason');
    const region = textAt(gap, 'region');
    return {
      what: `account ${textAt(gap, 'account') || 'unknown'}${region === '' ? '' : ` in ${region}`}`,
      why: printable(textAt(why, 'message') || 'it could not be read'),
      needs: printable(textAt(why, 'needs')),
    };
  });
  if (gaps.length > 0 || status !== 'unknown') return gaps;
  const why = printable(reason?.message ?? 'they could not be read');
  return [{ what: 'accounts and regions', why, needs: printable(reason?.needs ?? '') }];
}

function stepGaps(snapshot: Snapshot, step: string): readonly NotChecked[] {
  const gaps = snapshot.gaps(step);
  const shown = gaps.slice(0, mostPerStep).map((gap) => toNotChecked(gap));
  if (gaps.length <= mostPerStep) return shown;
  const [what, needs] = meaningOf(step);
  return [...shown, { what: `${what}: ${gaps.length - mostPerStep} more places`, why: 'for like reasons', needs }];
}

function meaningOf(step: string): StepMeaning {
  return meanings[step] ?? [`step ${printable(step, 60)}`, ''];
}

function toNotChecked({ step, account, region, asked, reason }: Gap): NotChecked {
  const [what, needs] = meaningOf(step);
  const place = account === '' ? '' : ` in ${account} ${region}`;
  const about = asked === '' ? '' : ` (${printable(asked, 120)})`;
  return { what: `${what}${about}${place}`, why: printable(reason.message), needs: printable(reason.needs ?? needs) };
}
