import type { Expectations, ExpectedFinding } from './scenario.ts';
import type { Stage } from './stage-groups.ts';

async function createBalancer(
  { open, names }: Stage,
  given: {
    readonly name: string;
    readonly type: 'application' | 'network';
    readonly group?: string;
    readonly port: number;
    readonly internal?: boolean;
  },
): Promise<void> {
  const made = await open.balancers.createLoadBalancer({
    Name: given.name,
    Type: given.type,
    Scheme: given.internal === true ? 'internal' : 'internet-facing',
    Subnets: [names.id('subnet-public'), names.id('subnet-outer-b')],
    ...(given.group !== undefined && { SecurityGroups: [names.id(given.group)] }),
  });
  const arn = made.LoadBalancers?.[0]?.LoadBalancerArn;
  names.set(given.name, arn, given.name);
  const group = await open.balancers.createTargetGroup({
    Name: given.name,
    Protocol: 'TCP',
    Port: 80,
    VpcId: names.id('main'),
  });
  await open.balancers.createListener({
    LoadBalancerArn: arn,
    Port: given.port,
    Protocol: given.type === 'application' ? 'HTTP' : 'TCP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group.TargetGroups?.[0]?.TargetGroupArn }],
  });
}

async function createBalancers(stage: Stage): Promise<void> {
  await createBalancer(stage, { name: 'lb-admin', type: 'application', group: 'balancer-admin', port: 8080 });
  await createBalancer(stage, { name: 'lb-web', type: 'application', group: 'balancer-web', port: 443 });
  await createBalancer(stage, {
    name: 'lb-internal',
    type: 'application',
    group: 'balancer-admin',
    port: 8080,
    internal: true,
  });
  await createBalancer(stage, { name: 'lb-closed', type: 'application', group: 'plain', port: 8080 });
  await createBalancer(stage, { name: 'nlb-bare', type: 'network', port: 9000 });
  await createBalancer(stage, { name: 'nlb-web', type: 'network', port: 443 });
}

async function createClusters({ open, names }: Stage): Promise<void> {
  const kinds = {
    'eks-any': { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] },
    'eks-office': { endpointPublicAccess: true, publicAccessCidrs: ['20.30.50.0/24'] },
    'eks-halves': { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/1', '128.0.0.0/1'] },
    'eks-private': { endpointPublicAccess: false, endpointPrivateAccess: true },
  };
  for (const [name, access] of Object.entries(kinds)) {
    const made = await open.eks.createCluster({
      name,
      roleArn: `arn:aws:iam::${open.account}:role/eks`,
      resourcesVpcConfig: { subnetIds: [names.id('subnet-private')], securityGroupIds: [names.id('plain')], ...access },
    });
    names.set(name, name, made.cluster?.arn);
  }
}

async function createBrokers({ open, names }: Stage): Promise<void> {
  for (const [name, Type] of Object.entries({ 'msk-public': 'SERVICE_PROVIDED_EIPS', 'msk-private': 'DISABLED' })) {
    const made = await open.kafka.createClusterV2({
      ClusterName: name,
      Provisioned: {
        KafkaVersion: '3.6.0',
        NumberOfBrokerNodes: 3,
        BrokerNodeGroupInfo: {
          InstanceType: 'kafka.m5.large',
          ClientSubnets: [names.id('subnet-public')],
          SecurityGroups: [names.id('broker-open')],
          ConnectivityInfo: { PublicAccess: { Type } },
        },
      },
    });
    names.set(name, made.ClusterArn, name);
  }
}

/** Stages load balancers, clusters and brokers. */
export async function stageEdgeServices(stage: Stage): Promise<void> {
  await createBalancers(stage);
  await createClusters(stage);
  await createBrokers(stage);
}

const expected: readonly ExpectedFinding[] = [
  { code: 'NET-004', resource: 'eks-any' },
  { code: 'NET-004', resource: 'eks-halves' },
  { code: 'NET-005', resource: 'msk-public' },
  { code: 'NET-006', resource: 'lb-admin' },
  { code: 'NET-006', resource: 'nlb-bare' },
];

/** What is to be said of them. */
export const edgeExpectations: Expectations = {
  expected,
  absent: [
    { code: 'NET-004', resource: 'eks-office' },
    { code: 'NET-004', resource: 'eks-private' },
    { code: 'NET-005', resource: 'msk-private' },
    { code: 'NET-006', resource: 'lb-web' },
    { code: 'NET-006', resource: 'lb-internal' },
    { code: 'NET-006', resource: 'lb-closed' },
    { code: 'NET-006', resource: 'nlb-web' },
  ],
  open: [],
};
