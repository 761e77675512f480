import type { AwsTestbed } from '../testbed.ts';
import { closeClients, createClients } from './client.ts';
import type { StagedCorpus } from './corpus.ts';
import { LogicalNames } from './logical-names.ts';
import {
  type AclEntry,
  createAcl,
  createGateway,
  createSubnet,
  createTable,
  createVpc,
  removeDefaultVpc,
} from './network.ts';
import { everything, tcp, world4, world6 } from './rules.ts';
import type { GroupScenario } from './scenario.ts';
import { createInterface, stageGroups } from './stage-groups.ts';

/** The groups of an account in which all is well: a web page, servers behind it, a database behind those. */
export const tidyGroups: readonly GroupScenario[] = [
  {
    name: 'web',
    why: 'the balancer',
    class: 'literal',
    ingress: [tcp(443, { ipv4: world4, ipv6: world6 }), tcp(80, { ipv4: world4, ipv6: world6 })],
    egress: [tcp(8443, { groups: ['app'] })],
    at: ['public'],
  },
  {
    name: 'app',
    why: 'the servers',
    class: 'literal',
    ingress: [tcp(8443, { groups: ['web'] })],
    egress: [tcp(443, { ipv4: world4 }), tcp(5432, { groups: ['database'] })],
    at: ['private'],
  },
  {
    name: 'database',
    why: 'the database',
    class: 'literal',
    ingress: [tcp(5432, { groups: ['app'] })],
    egress: [everything({ ipv4: ['10.0.0.0/8'] })],
    at: ['private'],
  },
];

const world = '0.0.0.0/0';

/** Lets in the web and answers to our own calls, and neither 22 nor 3389. */
const webOnly: readonly AclEntry[] = [
  { number: 100, action: 'allow', protocol: '6', ports: [443, 443], ipv4: world },
  { number: 110, action: 'allow', protocol: '6', ports: [80, 80], ipv4: world },
  { number: 120, action: 'allow', protocol: '6', ports: [32768, 60999], ipv4: world },
];
const insideOnly: readonly AclEntry[] = [
  { number: 100, action: 'allow', protocol: '-1', ipv4: '10.60.0.0/16' },
  { number: 110, action: 'allow', protocol: '6', ports: [32768, 60999], ipv4: world },
];

async function stageTidy(clients: ReturnType<typeof createClients>, names: LogicalNames): Promise<void> {
  await removeDefaultVpc(clients);
  const vpc = await createVpc(clients, names, 'main', { cidr: '10.60.0.0/16' });
  // The default NACL lets everything in; nothing is under it, and yet it is better closed.
  await clients.ec2.deleteNetworkAclEntry({
    NetworkAclId: names.id('main-default-acl'),
    RuleNumber: 100,
    Egress: false,
  });
  const outer = await createSubnet(clients, names, { name: 'public', vpc, cidr: '10.60.0.0/24' });
  const inner = await createSubnet(clients, names, { name: 'private', vpc, cidr: '10.60.1.0/24' });
  const GatewayId = await createGateway(clients, vpc);
  await createTable(clients, vpc, [{ DestinationCidrBlock: world, GatewayId }], [outer]);
  await createTable(clients, vpc, [], [inner]);
  names.set('acl-web', await createAcl(clients, vpc, webOnly, outer));
  names.set('acl-inside', await createAcl(clients, vpc, insideOnly, inner));
  const inside = tidyGroups.map((group) => ({ ...group, at: group.at.filter((placement) => placement === 'public') }));
  await stageGroups({ open: clients, blocked: clients, names }, inside);
  for (const name of ['app', 'database']) await createInterface(clients, names, 'inside', [name]);
  const group = { DBSubnetGroupName: 'inner', DBSubnetGroupDescription: 'inner', SubnetIds: [inner] };
  await clients.rds.createDBSubnetGroup(group);
  await clients.rds.createDBInstance({
    DBInstanceIdentifier: 'orders',
    DBInstanceClass: 'db.t4g.medium',
    Engine: 'postgres',
    AllocatedStorage: 20,
    MasterUsername: 'owner',
    MasterUserPassword: 'not-a-real-one',
    PubliclyAccessible: false,
    DBSubnetGroupName: 'inner',
    VpcSecurityGroupIds: [names.id('database')],
  });
}

/** Stages an account in which nothing above `info` is to be found. */
export async function stageTidyAccount(testbed: AwsTestbed, account = '222233334444'): Promise<StagedCorpus> {
  const clients = createClients(testbed.endpoint, await testbed.credentials(account), 'eu-west-1');
  const names = new LogicalNames();
  try {
    await stageTidy(clients, names);
  } finally {
    closeClients(clients);
  }
  return { account, regions: [clients.region], names };
}
