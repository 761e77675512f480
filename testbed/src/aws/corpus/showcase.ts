import type { AwsTestbed } from '../testbed.ts';
import { type Clients, closeClients, createClients } from './client.ts';
import type { StagedCorpus } from './corpus.ts';
import { LogicalNames } from './logical-names.ts';
import { createOpenNetwork, createSubnet } from './network.ts';
import { everything, tcp, udp, world4, world6 } from './rules.ts';
import type { GroupScenario } from './scenario.ts';
import { createPrefixLists, stageGroups } from './stage-groups.ts';

/** A shop's groups: few, and each tells something that a plain list of rules would not. */
export const showcaseGroups: readonly GroupScenario[] = [
  {
    name: 'web',
    why: 'the shop itself, which may be open',
    class: 'literal',
    ingress: [tcp(443, { ipv4: world4, ipv6: world6 }), tcp(80, { ipv4: world4, ipv6: world6 })],
    at: ['public'],
  },
  {
    name: 'jump-host',
    why: 'SSH from two halves of the internet, which no single rule shows',
    class: 'split',
    ingress: [tcp(22, { ipv4: ['0.0.0.0/1', '128.0.0.0/1'] })],
    at: ['public'],
    expect: ['SG-003@R2'],
  },
  {
    name: 'payments-db',
    why: 'PostgreSQL, behind a network ACL that lets it through',
    class: 'literal',
    ingress: [tcp(5432, { ipv4: world4 })],
    at: ['guarded'],
    expect: ['SG-013@R2'],
  },
  {
    name: 'orders-db',
    why: 'MySQL, behind the same network ACL, which stops it',
    class: 'reach',
    ingress: [tcp(3306, { ipv4: world4 })],
    at: ['guarded'],
    expect: ['SG-012@R1'],
  },
  {
    name: 'reports',
    why: 'remote desktop, through the main route table that nobody looks at',
    class: 'reach',
    ingress: [tcp(3389, { ipv4: world4 })],
    at: ['main-table'],
    expect: ['SG-005@R2'],
  },
  {
    name: 'session-cache',
    why: 'Redis, over IPv6 alone',
    class: 'ipv6',
    ingress: [tcp(6379, { ipv6: world6 })],
    at: ['ipv6'],
    expect: ['SG-017@R2'],
  },
  {
    name: 'legacy-login',
    why: 'SSH from a prefix list that holds the world, in a subnet without a way in',
    class: 'prefix-list',
    ingress: [tcp(22, { prefixLists: ['world-list'] })],
    at: ['private'],
    expect: ['SG-003@R1'],
  },
  {
    name: 'resolver',
    why: 'DNS over UDP, which amplifies attacks on others',
    class: 'protocol',
    ingress: [udp(53, { ipv4: world4 })],
    at: ['public'],
  },
  {
    name: 'build-agents',
    why: 'everything from everywhere, and nothing uses it',
    class: 'literal',
    ingress: [everything({ ipv4: world4 })],
    at: ['unattached'],
    expect: ['SG-001@R0'],
  },
  {
    name: 'shop-servers',
    why: 'SSH from the jump host that the internet reaches',
    class: 'source',
    ingress: [tcp(22, { groups: ['jump-host'] })],
    at: ['inside'],
    expect: ['SG-043'],
  },
  {
    name: 'warehouse-link',
    why: 'lets in a group of an account that nobody named',
    class: 'source',
    ingress: [tcp(8443, { groups: ['999988887777/sg-0123456789abcdef0'] })],
    at: ['inside'],
    expect: ['SG-041'],
  },
  {
    name: 'wizard',
    groupName: 'launch-wizard-3',
    why: 'made by the console',
    class: 'hygiene',
    ingress: [tcp(8080, { ipv4: ['10.0.0.0/8'] })],
    at: ['inside'],
    expect: ['SG-044'],
  },
  {
    name: 'batch',
    why: 'private sources alone',
    class: 'literal',
    ingress: [everything({ ipv4: ['10.0.0.0/8'] })],
    at: ['inside'],
  },
];

async function stageDatabase(open: Clients, names: LogicalNames): Promise<void> {
  const vpc = names.id('main');
  const second = await createSubnet(open, names, { name: 'public-b', vpc, cidr: '10.10.60.0/24', zone: 'b' });
  await open.ec2.associateRouteTable({ RouteTableId: names.id('table-public'), SubnetId: second });
  await open.rds.createDBSubnetGroup({
    DBSubnetGroupName: 'payments',
    DBSubnetGroupDescription: 'payments',
    SubnetIds: [names.id('subnet-public'), second],
  });
  const made = await open.rds.createDBInstance({
    DBInstanceIdentifier: 'payments',
    DBInstanceClass: 'db.t4g.medium',
    Engine: 'postgres',
    Port: 5432,
    AllocatedStorage: 20,
    MasterUsername: 'owner',
    MasterUserPassword: 'not-a-real-one',
    PubliclyAccessible: true,
    DBSubnetGroupName: 'payments',
    VpcSecurityGroupIds: [names.id('payments-db')],
  });
  names.set('payments', 'payments', made.DBInstance?.DBInstanceArn);
}

/** Stages a shop with a handful of exposures, small enough to be recorded and shown; a few seconds. */
export async function stageShowcaseAccount(testbed: AwsTestbed, account = '111122223333'): Promise<StagedCorpus> {
  const open = createClients(testbed.endpoint, await testbed.credentials(account), 'eu-west-1');
  const names = new LogicalNames();
  const stage = { open, blocked: open, names };
  try {
    await createOpenNetwork(open, names);
    await createPrefixLists(stage);
    await stageGroups(stage, showcaseGroups);
    await stageDatabase(open, names);
  } finally {
    closeClients(open);
  }
  return { account, regions: [open.region], names };
}
