import { issueInstanceProfile } from '../credentials.ts';
import type { Clients } from './client.ts';
import { createGateway, createSubnet, createTable, createVpc, told } from './network.ts';
import type { Expectations } from './scenario.ts';
import type { Stage } from './stage-groups.ts';

async function createTemplates({ open: { ec2 }, names }: Stage): Promise<void> {
  const base = { InstanceType: 't3.micro' as const };
  const create = async (name: string, groups: readonly string[], isPublic?: boolean): Promise<void> => {
    const ids = groups.map((group) => names.id(group));
    const data =
      isPublic === undefined
        ? { SecurityGroupIds: ids }
        : { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: isPublic, Groups: ids }] };
    const made = await ec2.createLaunchTemplate({ LaunchTemplateName: name, LaunchTemplateData: { ...base, ...data } });
    names.set(name, made.LaunchTemplate?.LaunchTemplateId, name);
  };
  await create('template-public', ['plain'], true);
  await create('template-private', ['plain'], false);
  await create('template-default', ['used-by-template']);
  // Three versions: the first is the default of none, the last is the latest.
  await create('template-versions', ['unused-old-template']);
  const LaunchTemplateId = names.id('template-versions');
  for (const group of ['plain', 'used-by-latest-template']) {
    const LaunchTemplateData = { ...base, SecurityGroupIds: [names.id(group)] };
    await ec2.createLaunchTemplateVersion({ LaunchTemplateId, LaunchTemplateData });
  }
  await ec2.modifyLaunchTemplate({ LaunchTemplateId, DefaultVersion: '2' });
}

async function createInstances({ open, names }: Stage): Promise<void> {
  const { ec2 } = open;
  const image = told((await ec2.describeImages({ Owners: ['amazon'] })).Images?.[0]?.ImageId, 'ImageId');
  const profile = await issueInstanceProfile(open.endpoint, open.account, 'worker');
  const run = async (name: string, subnet: string, isPublic: boolean, hasProfile: boolean): Promise<void> => {
    const made = await ec2.runInstances({
      ImageId: image,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: names.id(`subnet-${subnet}`),
          Groups: [names.id('plain')],
          AssociatePublicIpAddress: isPublic,
        },
      ],
      ...(hasProfile && { IamInstanceProfile: { Arn: profile } }),
    });
    names.set(name, made.Instances?.[0]?.InstanceId);
  };
  await run('instance-public-profile', 'public', true, true);
  await run('instance-public', 'public', true, false);
  await run('instance-inside-profile', 'private', false, true);
}

async function createPeer({ open, names }: Stage, name: string, cidr: string, destination: string): Promise<void> {
  const vpc = await createVpc(open, names, `${name}-vpc`, { cidr });
  const main = names.id('main');
  const made = await open.ec2.createVpcPeeringConnection({ VpcId: main, PeerVpcId: vpc });
  const peering = told(made.VpcPeeringConnection?.VpcPeeringConnectionId, 'VpcPeeringConnectionId');
  await open.ec2.acceptVpcPeeringConnection({ VpcPeeringConnectionId: peering });
  const subnet = await createSubnet(open, names, {
    name,
    vpc: main,
    cidr: cidr.replace(/^10\.(\d+).*/, '10.10.$1.0/24'),
  });
  const route = { DestinationCidrBlock: destination, VpcPeeringConnectionId: peering };
  // A report may speak of the table that holds the route, or of the peering that it leads to.
  names.set(name, await createTable(open, main, [route], [subnet]), peering);
}

/** A reference that outlives its peering. */
async function createStale(stage: Stage): Promise<void> {
  const { open, names } = stage;
  const vpc = await createVpc(open, names, 'gone-vpc', { cidr: '10.42.0.0/16' });
  const subnet = await createSubnet(open, names, { name: 'gone', vpc, cidr: '10.42.0.0/24' });
  const made = await open.ec2.createVpcPeeringConnection({ VpcId: names.id('main'), PeerVpcId: vpc });
  const VpcPeeringConnectionId = told(made.VpcPeeringConnection?.VpcPeeringConnectionId, 'VpcPeeringConnectionId');
  await open.ec2.acceptVpcPeeringConnection({ VpcPeeringConnectionId });
  const target = await open.ec2.createSecurityGroup({
    GroupName: 'stale-target',
    Description: 'beyond a peering',
    VpcId: vpc,
  });
  names.set('stale-target', target.GroupId);
  await open.ec2.createNetworkInterface({ SubnetId: subnet, Groups: [names.id('stale-target')] });
  const pair = { GroupId: names.id('stale-target'), Description: 'staged' };
  for (const name of ['stale-refers', 'peer-refers']) {
    const own = await open.ec2.createSecurityGroup({ GroupName: name, Description: 'refers', VpcId: names.id('main') });
    names.set(name, own.GroupId);
    await open.ec2.createNetworkInterface({ SubnetId: names.id('subnet-private'), Groups: [names.id(name)] });
    const used = name === 'stale-refers' ? pair : { ...pair, GroupId: names.id('plain') };
    const permission = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [used] };
    await open.ec2.authorizeSecurityGroupIngress({ GroupId: names.id(name), IpPermissions: [permission] });
  }
  await open.ec2.deleteVpcPeeringConnection({ VpcPeeringConnectionId });
}

async function createVpcCases(stage: Stage): Promise<void> {
  const { open, names } = stage;
  await createVpc(open, names, 'silent', { cidr: '10.50.0.0/16', silent: true });
  const vpc = await createVpc(open, names, 'defaults', { cidr: '10.51.0.0/16', keepDefaultRules: true });
  const subnet = await createSubnet(open, names, { name: 'defaults', vpc, cidr: '10.51.0.0/24' });
  await open.ec2.createNetworkInterface({ SubnetId: subnet, Groups: [names.id('defaults-default-group')] });
  const auto = await createVpc(open, names, 'auto', { cidr: '10.52.0.0/16' });
  const outer = await createSubnet(open, names, { name: 'auto-outer', vpc: auto, cidr: '10.52.0.0/24' });
  const inner = await createSubnet(open, names, { name: 'auto-inner', vpc: auto, cidr: '10.52.1.0/24' });
  const GatewayId = await createGateway(open, auto);
  await createTable(open, auto, [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId }], [outer]);
  for (const SubnetId of [outer, inner]) {
    await open.ec2.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch: { Value: true } });
  }
}

async function createTransitGateways({ ec2 }: Clients, names: Stage['names']): Promise<void> {
  for (const [name, AutoAcceptSharedAttachments] of [
    ['transit-auto', 'enable'],
    ['transit-manual', 'disable'],
  ] as const) {
    const made = await ec2.createTransitGateway({ Description: name, Options: { AutoAcceptSharedAttachments } });
    names.set(name, made.TransitGateway?.TransitGatewayId, made.TransitGateway?.TransitGatewayArn);
  }
}

/** Stages what is about networks rather than groups. */
export async function stageNetworkCases(stage: Stage): Promise<void> {
  await createTemplates(stage);
  await createInstances(stage);
  await createPeer(stage, 'peer-wide', '10.40.0.0/16', '10.40.0.0/16');
  await createPeer(stage, 'peer-narrow', '10.41.0.0/16', '10.41.7.0/24');
  await createStale(stage);
  await createVpcCases(stage);
  await createTransitGateways(stage.open, stage.names);
}

const vpcs = [
  'main',
  'main-table',
  'silent',
  'defaults',
  'auto',
  'gone-vpc',
  'peer-wide-vpc',
  'peer-narrow-vpc',
  'blocked',
];

/** What is to be said of it. */
export const networkExpectations: Expectations = {
  expected: [
    { code: 'SG-037', resource: 'defaults-default-group' },
    { code: 'SG-038', resource: 'defaults-default-group' },
    { code: 'SG-040', resource: 'stale-refers' },
    { code: 'NET-007', resource: 'instance-public-profile' },
    { code: 'NET-008', resource: 'template-public' },
    { code: 'NET-009', resource: 'subnet-auto-outer' },
    { code: 'NET-010', resource: 'peer-wide' },
    { code: 'NET-011', resource: 'silent' },
    { code: 'NET-012', resource: 'transit-auto' },
  ],
  absent: [
    { code: 'SG-037', resource: 'main-default-group' },
    { code: 'SG-038', resource: 'main-default-group' },
    { code: 'SG-039', resource: 'main-default-group' },
    { code: 'SG-039', resource: 'defaults-default-group' },
    { code: 'SG-039', resource: 'stale-target' },
    { code: 'SG-040', resource: 'stale-target' },
    { code: 'SG-040', resource: 'peer-refers' },
    { code: 'NACL-002', resource: 'main-default-acl' },
    { code: 'NACL-003', resource: 'silent-default-acl' },
    { code: 'NACL-001', resource: 'acl-guard' },
    { code: 'NET-007', resource: 'instance-public' },
    { code: 'NET-007', resource: 'instance-inside-profile' },
    { code: 'NET-008', resource: 'template-private' },
    { code: 'NET-008', resource: 'template-default' },
    { code: 'NET-009', resource: 'subnet-auto-inner' },
    { code: 'NET-009', resource: 'subnet-public' },
    { code: 'NET-010', resource: 'peer-narrow' },
    { code: 'NET-011', resource: 'main' },
    { code: 'NET-012', resource: 'transit-manual' },
  ],
  // NACL-002 spares default NACLs by its words, NACL-001 does not say: a default NACL that lets everything in is left
  // open here. Of an instance with a public address and a group of another account nothing more is known.
  open: vpcs.map((name) => ({ code: 'NACL-001', resource: `${name}-default-acl` })),
};
