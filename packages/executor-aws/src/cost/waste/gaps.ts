import type { NotChecked } from '@cloudops/spec';
import type { StepEvidence } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt } from '../../value/read.ts';
import { quote } from './words.ts';

/** What a step reads, in a reader's words, and the permission for it. */
const meanings: Readonly<Record<string, readonly [what: string, needs: string]>> = {
  places: ['accounts and regions', 'sts:GetCallerIdentity, ec2:DescribeRegions'],
  prices: ['your own prices: amounts are list prices', 'a price file that can be read'],
  instances: ['instances', 'ec2:DescribeInstances'],
  volumes: ['volumes', 'ec2:DescribeVolumes'],
  snapshots: ['snapshots', 'ec2:DescribeSnapshots'],
  images: ['images', 'ec2:DescribeImages'],
  image_permissions: ['whom images are shared with', 'ec2:DescribeImageAttribute'],
  launch_templates: ['launch templates', 'ec2:DescribeLaunchTemplateVersions'],
  launch_configurations: ['launch configurations', 'autoscaling:DescribeLaunchConfigurations'],
  autoscaling_groups: ['Auto Scaling groups', 'autoscaling:DescribeAutoScalingGroups'],
  addresses: ['Elastic IP addresses', 'ec2:DescribeAddresses'],
  interfaces: ['network interfaces', 'ec2:DescribeNetworkInterfaces'],
  load_balancers: ['load balancers', 'elasticloadbalancing:DescribeLoadBalancers'],
  classic_load_balancers: ['classic load balancers', 'elasticloadbalancing:DescribeLoadBalancers'],
  load_balancer_tags: ['tags of load balancers', 'elasticloadbalancing:DescribeTags'],
  classic_tags: ['tags of classic load balancers', 'elasticloadbalancing:DescribeTags'],
  target_groups: ['target groups', 'elasticloadbalancing:DescribeTargetGroups'],
  target_health: ['targets of load balancers', 'elasticloadbalancing:DescribeTargetHealth'],
  listeners: ['listeners of load balancers', 'elasticloadbalancing:DescribeListeners'],
  nat_gateways: ['NAT gateways', 'ec2:DescribeNatGateways'],
  subnets: ['subnets', 'ec2:DescribeSubnets'],
  route_tables: ['route tables', 'ec2:DescribeRouteTables'],
  endpoints: ['VPC endpoints', 'ec2:DescribeVpcEndpoints'],
  attachments: ['transit gateway attachments', 'ec2:DescribeTransitGatewayAttachments'],
  vpn_connections: ['VPN connections', 'ec2:DescribeVpnConnections'],
  recommendations: ['Compute Optimizer recommendations', 'compute-optimizer:GetEC2InstanceRecommendations'],
  ec2_metrics: ['metrics of instances', 'cloudwatch:GetMetricData'],
  ebs_metrics: ['metrics of volumes', 'cloudwatch:GetMetricData'],
  elb_metrics: ['metrics of load balancers', 'cloudwatch:GetMetricData'],
  network_metrics: ['metrics of NAT gateways, endpoints and connections', 'cloudwatch:GetMetricData'],
};

/** Steps that a playbook may leave out without leaving a gap. */
const optional = new Set(['recommendations', 'places', 'prices']);

/** Steps and places that could not be read. */
export function stepGaps(steps: Readonly<Record<string, StepEvidence>>): readonly NotChecked[] {
  return Object.entries(meanings).flatMap(([step, [what, needs]]) => {
    const evidence = steps[step] ?? { status: 'skipped' as const };
    if (evidence.status === 'skipped' || evidence.status === 'absent') {
      if (optional.has(step)) return [];
      return [
        { what, why: evidence.status === 'skipped' ? 'it was not asked for' : 'the account does not serve it', needs },
      ];
    }
    const parts = [...placeGaps(what, needs, evidence), ...accountGaps(evidence)];
    if (parts.length > 0 || evidence.status === 'present') return parts;
    const why = quote(evidence.reason?.message ?? 'it could not be read');
    return [{ what, why, needs: evidence.reason?.needs ?? needs }];
  });
}

/** One line per reason: a right that is missing is missing in every region. */
function placeGaps(what: string, needs: string, { output }: StepEvidence): readonly NotChecked[] {
  const unread = listAt(output, 'places').filter((place) => textAt(place, 'status') === 'unknown');
  const groups = Map.groupBy(
    unread,
    (place) => `${textAt(place, 'reason', 'message')}\n${textAt(place, 'reason', 'needs')}`,
  );
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, group]) => {
      const names = [...new Set(group.map((place) => `${textAt(place, 'account')}/${textAt(place, 'region')}`))].sort();
      const where =
        names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
      const why = quote(textAt(group[0], 'reason', 'message')) || 'it could not be read';
      return { what: `${what} in ${where}`, why, needs: textAt(group[0], 'reason', 'needs') || needs };
    });
}

/** Accounts and regions that `aws.resolve-places` could not enter. */
function accountGaps({ output }: StepEvidence): readonly NotChecked[] {
  return listAt(output, 'gaps').map((gap) => {
    const region = textAt(gap, 'region');
    return {
      what: `account ${quote(textAt(gap, 'account'))}${region === '' ? '' : ` in ${quote(region)}`}`,
      why: quote(textAt(gap, 'reason', 'message')) || 'it could not be entered',
      needs: textAt(gap, 'reason', 'needs') || 'a role that may read it',
    };
  });
}
