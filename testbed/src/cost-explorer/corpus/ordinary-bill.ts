import type { LineSpec } from '../ledger/line.ts';
import { officeWeek } from '../ledger/pattern.ts';
import { fee, instances, line, natBytes, serviceNames, transferOut, volumes } from './lines.ts';

const shared = { account: '111122223333', tags: { team: 'platform' } };
const staging = { account: '333344445555', tags: {} };
const steady = { noise: 0.01 };

const production: readonly LineSpec[] = [
  instances('m5.large', 180, { pattern: officeWeek, noise: 0.03 }),
  instances('m5.xlarge', 120, steady),
  instances('c5.2xlarge', 95, { pattern: officeWeek, noise: 0.04 }),
  transferOut(42),
  volumes('gp3', 36),
  volumes('gp2', 28),
  natBytes(22, { noise: 0.05 }),
  line({
    service: serviceNames.computeOther,
    usage: 'NatGateway-Hours',
    operation: 'NatGateway',
    daily: 3.46,
    noise: 0,
  }),
  line({
    service: serviceNames.computeOther,
    usage: 'EBS:SnapshotUsage',
    operation: 'CreateSnapshot',
    daily: 11,
    unit: 'GB-Mo',
    noise: 0.004,
  }),
  line({
    service: serviceNames.database,
    usage: 'InstanceUsage:db.r6g.xlarge',
    operation: 'CreateDBInstance:0021',
    daily: 88,
    ...steady,
  }),
  line({
    service: serviceNames.database,
    usage: 'RDS:GP3-Storage',
    operation: 'CreateDBInstance:0021',
    daily: 17,
    unit: 'GB-Mo',
    noise: 0.005,
  }),
  line({
    service: serviceNames.storage,
    usage: 'TimedStorage-ByteHrs',
    operation: 'StandardStorage',
    daily: 31,
    unit: 'GB-Mo',
    noise: 0.006,
  }),
  line({
    service: serviceNames.storage,
    usage: 'Requests-Tier1',
    operation: 'PutObject',
    daily: 8,
    unit: 'Requests',
    price: 0.000005,
    noise: 0.06,
  }),
  line({
    service: serviceNames.functions,
    usage: 'Lambda-GB-Second',
    operation: 'Invoke',
    daily: 14,
    unit: 'Lambda-GB-Second',
    price: 0.0000166667,
    pattern: officeWeek,
    noise: 0.05,
  }),
  line({
    service: serviceNames.metrics,
    usage: 'DataProcessing-Bytes',
    operation: 'PutLogEvents',
    daily: 19,
    unit: 'GB',
    price: 0.57,
    pattern: officeWeek,
    noise: 0.05,
  }),
  line({
    service: serviceNames.balancer,
    usage: 'LoadBalancerUsage',
    operation: 'LoadBalancing:Application',
    daily: 7.3,
    noise: 0,
  }),
  line({
    service: serviceNames.tables,
    usage: 'ReadRequestUnits',
    operation: 'PayPerRequestThroughput',
    daily: 12,
    unit: 'ReadRequestUnits',
    price: 0.000000283,
    noise: 0.06,
  }),
  line({
    service: serviceNames.cache,
    usage: 'NodeUsage:cache.r6g.large',
    operation: 'CreateCacheCluster:0002',
    daily: 26,
    ...steady,
  }),
  line({
    service: serviceNames.containers,
    usage: 'Fargate-vCPU-Hours:perCPU',
    operation: 'FargateTask',
    daily: 24,
    pattern: officeWeek,
    noise: 0.04,
  }),
  line({
    service: serviceNames.delivery,
    usage: 'DataTransfer-Out-Bytes',
    operation: 'GET',
    daily: 33,
    region: 'global',
    unit: 'GB',
    price: 0.085,
    pattern: officeWeek,
    noise: 0.05,
  }),
];

const elsewhere: readonly LineSpec[] = [
  instances('t3.medium', 21, { ...shared, ...steady }),
  line({
    service: serviceNames.search,
    usage: 'ESInstance:r6g.large',
    operation: 'ESDomain',
    daily: 29,
    ...shared,
    ...steady,
  }),
  line({
    service: serviceNames.keys,
    usage: 'KMS-Keys',
    operation: 'CreateKey',
    daily: 1.4,
    noise: 0,
    ...shared,
    unit: 'Keys',
  }),
  line({
    service: serviceNames.vpc,
    usage: 'PublicIPv4:InUseAddress',
    operation: 'PublicIPv4',
    daily: 4.2,
    noise: 0.01,
    ...shared,
  }),
  line({
    service: serviceNames.names,
    usage: 'DNS-Queries',
    operation: 'A',
    region: 'global',
    daily: 2.1,
    noise: 0.05,
    unit: 'Queries',
    price: 0.0000004,
    ...shared,
  }),
  instances('m5.large', 38, { ...staging, pattern: officeWeek, noise: 0.06, region: 'us-east-1' }),
  volumes('gp3', 9, { ...staging, region: 'us-east-1' }),
  line({
    service: serviceNames.database,
    usage: 'InstanceUsage:db.t4g.medium',
    operation: 'CreateDBInstance:0021',
    daily: 6.2,
    ...staging,
    ...steady,
    region: 'us-east-1',
  }),
  line({
    service: serviceNames.storage,
    usage: 'TimedStorage-ByteHrs',
    operation: 'StandardStorage',
    daily: 3.4,
    unit: 'GB-Mo',
    noise: 0.01,
    ...staging,
    region: 'us-east-1',
  }),
];

/** What is billed on the first of every month and is no usage. */
function monthStartFees(): readonly LineSpec[] {
  const first = { kind: 'monthly', day: 1 } as const;
  return [
    fee({
      service: serviceNames.support,
      usage: 'Dollar',
      daily: 1740,
      pattern: first,
      recordType: 'Support',
      account: '111122223333',
    }),
    fee({
      service: serviceNames.tax,
      usage: 'NoUsageType',
      daily: 2315,
      pattern: first,
      recordType: 'Tax',
      account: '111122223333',
    }),
    fee({
      service: serviceNames.names,
      usage: 'HostedZone',
      daily: 86,
      pattern: first,
      region: 'global',
      account: '111122223333',
      unit: 'HostedZone',
    }),
  ];
}

/** A bill of a company with a shop: 32 lines, three accounts, about 1,000 a day, nothing out of the ordinary. */
export function ordinaryBill(): readonly LineSpec[] {
  return [...production, ...elsewhere, ...monthStartFees()];
}
