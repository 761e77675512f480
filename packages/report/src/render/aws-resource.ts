import type { ResourceRef } from '@cloudops/spec';

/** How Security Hub and ARNs name a kind of resource. */
interface AwsKind {
  /** A resource type of the AWS Security Finding Format. */
  readonly type: string;
  readonly service: string;
  /** What stands before the name in the ARN, with its separator. */
  readonly prefix: string;
}

const ec2 = (type: string, prefix: string): AwsKind => ({ type, service: 'ec2', prefix: `${prefix}/` });

/** Kinds whose ARN follows from account, region and name (AWS service authorization reference). Others get type `Other`. */
const kinds: Readonly<Record<string, AwsKind>> = {
  Address: ec2('AwsEc2Eip', 'elastic-ip'),
  CacheCluster: { type: 'Other', service: 'elasticache', prefix: 'cluster:' },
  ClassicLoadBalancer: { type: 'AwsElbLoadBalancer', service: 'elasticloadbalancing', prefix: 'loadbalancer/' },
  Cluster: { type: 'AwsEksCluster', service: 'eks', prefix: 'cluster/' },
  DBCluster: { type: 'AwsRdsDbCluster', service: 'rds', prefix: 'cluster:' },
  DBInstance: { type: 'AwsRdsDbInstance', service: 'rds', prefix: 'db:' },
  DBSnapshot: { type: 'AwsRdsDbSnapshot', service: 'rds', prefix: 'snapshot:' },
  EksCluster: { type: 'AwsEksCluster', service: 'eks', prefix: 'cluster/' },
  ElasticIp: ec2('AwsEc2Eip', 'elastic-ip'),
  Image: ec2('Other', 'image'),
  Instance: ec2('AwsEc2Instance', 'instance'),
  LaunchTemplate: ec2('AwsEc2LaunchTemplate', 'launch-template'),
  NatGateway: ec2('Other', 'natgateway'),
  NetworkAcl: ec2('AwsEc2NetworkAcl', 'network-acl'),
  NetworkInterface: ec2('AwsEc2NetworkInterface', 'network-interface'),
  RedshiftCluster: { type: 'AwsRedshiftCluster', service: 'redshift', prefix: 'cluster:' },
  RouteTable: ec2('AwsEc2RouteTable', 'route-table'),
  SecurityGroup: ec2('AwsEc2SecurityGroup', 'security-group'),
  Snapshot: ec2('Other', 'snapshot'),
  Subnet: ec2('AwsEc2Subnet', 'subnet'),
  TransitGateway: ec2('AwsEc2TransitGateway', 'transit-gateway'),
  TransitGatewayAttachment: ec2('Other', 'transit-gateway-attachment'),
  Volume: ec2('AwsEc2Volume', 'volume'),
  Vpc: ec2('AwsEc2Vpc', 'vpc'),
  VpcEndpoint: ec2('Other', 'vpc-endpoint'),
  VpcPeeringConnection: ec2('AwsEc2VpcPeeringConnection', 'vpc-peering-connection'),
  VpnConnection: ec2('AwsEc2VpnConnection', 'vpn-connection'),
};

/** Where a finding of AWS lives. */
export interface AwsPlace {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
}

/** What Security Hub refuses to be without, where a resource has no AWS account or region of its own. */
const noAccount = '000000000000';
const homeRegion = 'us-east-1';

/** Account, region and partition of a resource; what it does not say reads `000000000000` and `us-east-1`. */
export function awsPlaceOf(resource: ResourceRef): AwsPlace {
  const cluster = /^arn:aws[a-z-]*:eks:([a-z0-9-]+):(\d{12}):/.exec(resource.target);
  const isAws = resource.provider === 'aws';
  const account = isAws ? resource.target : (cluster?.[2] ?? '');
  const region = (isAws ? resource.namespace : cluster?.[1]) ?? '';
  const known = /^[a-z]{2,3}(-[a-z]+){1,2}-\d$/.test(region) && region.length <= 16 ? region : homeRegion;
  const partition = known.startsWith('cn-') ? 'aws-cn' : known.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return { account: /^\d{12}$/.test(account) ? account : noAccount, region: known, partition };
}

/** The type and the id by which Security Hub knows a resource: an ARN where one follows from its name. */
export function awsResourceId(resource: ResourceRef): { readonly type: string; readonly id: string | null } {
  const { kind, name, provider } = resource;
  if (provider !== 'aws') return { type: 'Other', id: null };
  if (/^arn:aws[a-z-]*:[\w-]+:[\w-]*:\d*:[\x21-\x7e]+$/.test(name)) return { type: typeOf(kind), id: name };
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (known === undefined || !/^[\w.:/+=@-]+$/.test(name)) return { type: 'Other', id: null };
  const { account, region, partition } = awsPlaceOf(resource);
  return { type: known.type, id: `arn:${partition}:${known.service}:${region}:${account}:${known.prefix}${name}` };
}

function typeOf(kind: string): string {
  return (Object.hasOwn(kinds, kind) ? kinds[kind]?.type : undefined) ?? 'Other';
}
