/** What is priced, per unit. Amounts are US dollars as decimal text, so that none loses digits. */
export type PriceKey =
  | `ebs.${'gp2' | 'gp3' | 'io1' | 'io2' | 'st1' | 'sc1' | 'standard'}.gb-month`
  | `ebs.${'io1' | 'io2'}.iops-month`
  | 'ebs.io2.iops-month.tier-2'
  | 'ebs.io2.iops-month.tier-3'
  | 'ebs.gp3.iops-month'
  | 'ebs.gp3.mibps-month'
  | 'snapshot.standard.gb-month'
  | 'snapshot.archive.gb-month'
  | 'ipv4.hour'
  | 'nat.hour'
  | 'nat.gb'
  | `load-balancer.${'application' | 'network' | 'gateway' | 'classic'}.hour`
  | 'interface-endpoint.az-hour'
  | 'transit-gateway.attachment-hour'
  | 'vpn.connection-hour'
  | 'ec2.surplus-vcpu-hour'
  | 'data-transfer.cross-az.gb'
  /** One hour of the size `large` of an EC2 family on Linux, on demand; other sizes are multiples of it. */
  | `ec2.${string}.large-hour`
  /** One hour of an EC2 type whose price is no such multiple. */
  | `ec2.${string}.${string}.hour`;

/** Prices by region and {@link PriceKey}, on demand, without tax and discounts. */
export interface PriceTable {
  /** The day on which they were last compared with their source, `YYYY-MM-DD`. */
  readonly priced_at: string;
  readonly source: string;
  /** The region whose prices stand in where a region has none. */
  readonly fallback_region: string;
  readonly regions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const northVirginia: Readonly<Record<string, string>> = {
  'ebs.gp2.gb-month': '0.10',
  'ebs.gp3.gb-month': '0.08',
  'ebs.gp3.iops-month': '0.005',
  'ebs.gp3.mibps-month': '0.04',
  'ebs.io1.gb-month': '0.125',
  'ebs.io1.iops-month': '0.065',
  'ebs.io2.gb-month': '0.125',
  'ebs.io2.iops-month': '0.065',
  'ebs.io2.iops-month.tier-2': '0.0455',
  'ebs.io2.iops-month.tier-3': '0.03185',
  'ebs.st1.gb-month': '0.045',
  'ebs.sc1.gb-month': '0.015',
  'ebs.standard.gb-month': '0.05',
  'snapshot.standard.gb-month': '0.05',
  'snapshot.archive.gb-month': '0.0125',
  'ipv4.hour': '0.005',
  'nat.hour': '0.045',
  'nat.gb': '0.045',
  'load-balancer.application.hour': '0.0225',
  'load-balancer.network.hour': '0.0225',
  'load-balancer.gateway.hour': '0.0125',
  'load-balancer.classic.hour': '0.025',
  'interface-endpoint.az-hour': '0.01',
  'transit-gateway.attachment-hour': '0.05',
  'vpn.connection-hour': '0.05',
  'ec2.surplus-vcpu-hour': '0.05',
  'data-transfer.cross-az.gb': '0.01',
  'ec2.t2.large-hour': '0.0928',
  'ec2.t2.small.hour': '0.023',
  'ec2.t3.large-hour': '0.0832',
  'ec2.t3a.large-hour': '0.0752',
  'ec2.t4g.large-hour': '0.0672',
  'ec2.m3.large-hour': '0.133',
  'ec2.m4.large-hour': '0.10',
  'ec2.m5.large-hour': '0.096',
  'ec2.m5a.large-hour': '0.086',
  'ec2.m6i.large-hour': '0.096',
  'ec2.m6a.large-hour': '0.0864',
  'ec2.m6g.large-hour': '0.077',
  'ec2.m7i.large-hour': '0.1008',
  'ec2.m7a.large-hour': '0.11592',
  'ec2.m7g.large-hour': '0.0816',
  'ec2.c3.large-hour': '0.105',
  'ec2.c4.large-hour': '0.10',
  'ec2.c4.xlarge.hour': '0.199',
  'ec2.c4.2xlarge.hour': '0.398',
  'ec2.c4.4xlarge.hour': '0.796',
  'ec2.c4.8xlarge.hour': '1.591',
  'ec2.c5.large-hour': '0.085',
  'ec2.c5a.large-hour': '0.077',
  'ec2.c6i.large-hour': '0.085',
  'ec2.c6a.large-hour': '0.0765',
  'ec2.c6g.large-hour': '0.068',
  'ec2.c7i.large-hour': '0.08925',
  'ec2.c7g.large-hour': '0.0725',
  'ec2.r3.large-hour': '0.166',
  'ec2.r3.xlarge.hour': '0.333',
  'ec2.r3.2xlarge.hour': '0.665',
  'ec2.r3.4xlarge.hour': '1.33',
  'ec2.r3.8xlarge.hour': '2.66',
  'ec2.r4.large-hour': '0.133',
  'ec2.r5.large-hour': '0.126',
  'ec2.r5a.large-hour': '0.113',
  'ec2.r6i.large-hour': '0.126',
  'ec2.r6a.large-hour': '0.1134',
  'ec2.r6g.large-hour': '0.1008',
  'ec2.r7i.large-hour': '0.1323',
  'ec2.r7g.large-hour': '0.1071',
};

const ireland: Readonly<Record<string, string>> = {
  'ebs.gp2.gb-month': '0.11',
  'ebs.gp3.gb-month': '0.088',
  'ebs.gp3.iops-month': '0.0055',
  'ebs.gp3.mibps-month': '0.044',
  'ebs.io1.gb-month': '0.138',
  'ebs.io1.iops-month': '0.072',
  'ebs.st1.gb-month': '0.05',
  'ebs.standard.gb-month': '0.055',
  'snapshot.standard.gb-month': '0.05',
  'ipv4.hour': '0.005',
  'nat.hour': '0.048',
  'nat.gb': '0.048',
  'load-balancer.application.hour': '0.0252',
  'load-balancer.network.hour': '0.0252',
  'load-balancer.classic.hour': '0.028',
  'interface-endpoint.az-hour': '0.011',
  'vpn.connection-hour': '0.05',
  'ec2.surplus-vcpu-hour': '0.05',
  'data-transfer.cross-az.gb': '0.01',
  'ec2.t2.large-hour': '0.1008',
  'ec2.t3.large-hour': '0.0912',
  'ec2.t3a.large-hour': '0.0816',
  'ec2.t4g.large-hour': '0.0736',
  'ec2.m4.large-hour': '0.111',
  'ec2.m5.large-hour': '0.107',
  'ec2.m6i.large-hour': '0.107',
  'ec2.m6g.large-hour': '0.086',
  'ec2.c5.large-hour': '0.096',
  'ec2.r5.large-hour': '0.141',
};

const frankfurt: Readonly<Record<string, string>> = {
  'ebs.gp2.gb-month': '0.119',
  'ebs.gp3.gb-month': '0.0952',
  'ebs.gp3.iops-month': '0.006',
  'ebs.gp3.mibps-month': '0.048',
  'ebs.io1.gb-month': '0.149',
  'ebs.io1.iops-month': '0.078',
  'ebs.st1.gb-month': '0.054',
  'ebs.standard.gb-month': '0.059',
  'snapshot.standard.gb-month': '0.054',
  'ipv4.hour': '0.005',
  'nat.hour': '0.052',
  'nat.gb': '0.052',
  'load-balancer.application.hour': '0.027',
  'load-balancer.network.hour': '0.027',
  'load-balancer.classic.hour': '0.03',
  'interface-endpoint.az-hour': '0.012',
  'vpn.connection-hour': '0.05',
  'ec2.surplus-vcpu-hour': '0.05',
  'data-transfer.cross-az.gb': '0.01',
  'ec2.t3.large-hour': '0.096',
  'ec2.t3a.large-hour': '0.0864',
  'ec2.t4g.large-hour': '0.0768',
  'ec2.m4.large-hour': '0.12',
  'ec2.m5.large-hour': '0.115',
  'ec2.m6g.large-hour': '0.092',
  'ec2.c5.large-hour': '0.097',
  'ec2.r5.large-hour': '0.152',
};

/** The prices that ship. How they came here and how to replace them: `prices.md` in this folder. */
export const shippedPrices: PriceTable = {
  priced_at: '2025-06-01',
  source: 'AWS public price list, on demand, USD (https://aws.amazon.com/ec2/pricing/on-demand and siblings)',
  fallback_region: 'us-east-1',
  regions: {
    'us-east-1': northVirginia,
    'us-east-2': northVirginia,
    'us-west-2': northVirginia,
    'eu-west-1': ireland,
    'eu-central-1': frankfurt,
  },
};
