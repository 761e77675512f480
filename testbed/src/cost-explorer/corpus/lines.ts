import type { RecordType } from '../ledger/ledger.ts';
import type { LineSpec } from '../ledger/line.ts';
import { officeWeek, type Pattern } from '../ledger/pattern.ts';

/** The accounts of the corpora: a payer and two members. */
export const accounts: readonly { readonly id: string; readonly name: string }[] = [
  { id: '111122223333', name: 'shared services' },
  { id: '222233334444', name: 'shop production' },
  { id: '333344445555', name: 'shop staging' },
];

/** The service names that Cost Explorer uses. */
export const serviceNames = {
  compute: 'Amazon Elastic Compute Cloud - Compute',
  computeOther: 'EC2 - Other',
  database: 'Amazon Relational Database Service',
  storage: 'Amazon Simple Storage Service',
  functions: 'AWS Lambda',
  metrics: 'AmazonCloudWatch',
  balancer: 'Amazon Elastic Load Balancing',
  tables: 'Amazon DynamoDB',
  cache: 'Amazon ElastiCache',
  containers: 'Amazon Elastic Container Service',
  search: 'Amazon OpenSearch Service',
  keys: 'AWS Key Management Service',
  vpc: 'Amazon Virtual Private Cloud',
  training: 'Amazon SageMaker',
  warehouse: 'Amazon Redshift',
  delivery: 'Amazon CloudFront',
  batch: 'AWS Glue',
  model: 'Amazon Bedrock',
  names: 'Amazon Route 53',
  savingsPlans: 'Savings Plans for AWS Compute usage',
  support: 'AWS Support (Business)',
  tax: 'Tax',
} as const;

/** The prefix of usage types in a region; N. Virginia has none. Ireland's is `EU` in older services. */
const prefixes: Readonly<Record<string, string>> = {
  'us-east-1': '',
  'us-west-2': 'USW2-',
  'eu-west-1': 'EU-',
  'eu-central-1': 'EUC1-',
  'ap-southeast-2': 'APS2-',
  'sa-east-1': 'SAE1-',
};

/** A usage type of a region: `usageIn('eu-west-1', 'BoxUsage:m5.large')` is `EU-BoxUsage:m5.large`. */
function usageIn(region: string, usage: string): string {
  return `${prefixes[region] ?? ''}${usage}`;
}

/** What differs from an ordinary line of usage. */
export interface LineOptions {
  readonly service: string;
  /** Without the region's prefix. */
  readonly usage: string;
  readonly daily: number;
  readonly region?: string;
  readonly account?: string;
  readonly operation?: string;
  readonly unit?: string;
  readonly price?: number;
  readonly noise?: number;
  readonly growth?: number;
  readonly pattern?: Pattern;
  readonly recordType?: RecordType;
  readonly tags?: Readonly<Record<string, string>>;
  readonly amortized?: number;
  readonly net?: number;
  readonly from?: string;
  readonly until?: string;
  readonly resource?: string;
}

/** A line of the bill; Ireland, the production account and 2 % of noise unless stated. */
export function line(options: LineOptions): LineSpec {
  const region = options.region ?? 'eu-west-1';
  return {
    key: {
      recordType: options.recordType ?? 'Usage',
      service: options.service,
      usageType: usageIn(region, options.usage),
      operation: options.operation ?? '',
      region,
      account: options.account ?? '222233334444',
      tags: options.tags ?? { team: 'shop' },
      unit: options.unit ?? 'Hrs',
      ...(options.resource === undefined ? {} : { resource: options.resource }),
    },
    daily: options.daily,
    price: options.price ?? 0.1,
    pattern: options.pattern ?? { kind: 'flat' },
    noise: options.noise ?? 0.02,
    growth: options.growth ?? 0,
    amortized: options.amortized ?? 1,
    net: options.net ?? 1,
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.until === undefined ? {} : { until: options.until }),
  };
}

/** A fee: no noise, no usage, at a pattern's days. */
export function fee(options: LineOptions): LineSpec {
  return line({ noise: 0, unit: 'Quantity', price: 0, region: 'NoRegion', tags: {}, ...options });
}

const compute = { service: serviceNames.compute, operation: 'RunInstances', price: 0.107 };
const other = { service: serviceNames.computeOther };

/** Instances by the type; `daily` is what they cost a day. */
export function instances(type: string, daily: number, options: Partial<LineOptions> = {}): LineSpec {
  return line({ ...compute, usage: `BoxUsage:${type}`, daily, ...options });
}

/** Block storage of a volume type such as `gp2`. */
export function volumes(type: string, daily: number, options: Partial<LineOptions> = {}): LineSpec {
  const usage = `EBS:VolumeUsage.${type}`;
  return line({ ...other, operation: 'CreateVolume', usage, daily, unit: 'GB-Mo', noise: 0.005, ...options });
}

/** What NAT gateways charge for what passes through them. */
export function natBytes(daily: number, options: Partial<LineOptions> = {}): LineSpec {
  return line({
    ...other,
    operation: 'NatGateway',
    usage: 'NatGateway-Bytes',
    daily,
    unit: 'GB',
    price: 0.048,
    resource: 'arn:aws:ec2:eu-west-1:222233334444:natgateway/nat-0a1b2c3d4e5f60718',
    ...options,
  });
}

/** Data sent to the internet. */
export function transferOut(daily: number, options: Partial<LineOptions> = {}): LineSpec {
  const usage = 'DataTransfer-Out-Bytes';
  return line({ ...compute, usage, daily, unit: 'GB', price: 0.09, pattern: officeWeek, noise: 0.04, ...options });
}
