import { describe, expect, it } from 'vitest';
import {
  denied,
  inspect,
  listed,
  privateRoutes,
  publicRoutes,
  reported,
  type World,
} from '../hygiene/__fixtures__/world.ts';
import { autoAssign } from './auto-assign.ts';
import { flowLogs } from './flow-logs.ts';
import { instanceProfile } from './instance-profile.ts';
import { launchTemplate } from './launch-template.ts';
import { peeringRoute } from './peering-route.ts';
import { transitGateway } from './transit-gateway.ts';

const subnets = [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }];

describe('NET-007', () => {
  const instance = (parts: Readonly<Record<string, unknown>>): World => ({
    instances: [{ InstanceId: 'i-1', State: { Name: 'running' }, ...parts }],
  });
  const role = { IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/web' } };

  it('reports a public address with a role, on any interface', () => {
    expect(reported(instanceProfile, instance({ ...role, PublicIpAddress: '203.0.113.9' }))).toEqual(['NET-007 i-1']);
    const second = { ...role, NetworkInterfaces: [{}, { Association: { PublicIp: '203.0.113.9' } }] };
    expect(reported(instanceProfile, instance(second))).toEqual(['NET-007 i-1']);
  });

  it('leaves one without the other, and what is gone, alone', () => {
    expect(reported(instanceProfile, instance(role))).toEqual([]);
    expect(reported(instanceProfile, instance({ PublicIpAddress: '203.0.113.9' }))).toEqual([]);
    const gone = { ...role, PublicIpAddress: '203.0.113.9', State: { Name: 'terminated' } };
    expect(reported(instanceProfile, instance(gone))).toEqual([]);
  });
});

describe('NET-008', () => {
  const version = (VersionNumber: number, AssociatePublicIpAddress: boolean | undefined): unknown => ({
    LaunchTemplateId: 'lt-1',
    VersionNumber,
    LaunchTemplateData: { NetworkInterfaces: [{ AssociatePublicIpAddress }] },
  });

  it('reports a template once, with its versions', () => {
    const launch_templates = [version(3, true), version(1, true)];
    expect(reported(launchTemplate, { launch_templates })).toEqual(['NET-008 lt-1']);
    expect(inspect(launchTemplate, { launch_templates }).drafts[0]?.data.versions).toEqual([1, 3]);
  });

  it('leaves false and unset alone', () => {
    expect(reported(launchTemplate, { launch_templates: [version(1, false), version(2, undefined)] })).toEqual([]);
  });
});

describe('NET-009', () => {
  const subnet = (parts: Readonly<Record<string, unknown>>): readonly unknown[] => [
    { SubnetId: 'subnet-1', VpcId: 'vpc-1', ...parts },
  ];
  const v4 = subnet({ MapPublicIpOnLaunch: true });
  const v6 = subnet({ AssignIpv6AddressOnCreation: true });

  it('needs the assignment and a route of its family', () => {
    expect(reported(autoAssign, { subnets: v4, route_tables: [publicRoutes()] })).toEqual(['NET-009 subnet-1']);
    expect(reported(autoAssign, { subnets: v6, route_tables: [publicRoutes('::/0')] })).toEqual(['NET-009 subnet-1']);
    expect(reported(autoAssign, { subnets: v6, route_tables: [publicRoutes()] })).toEqual([]);
    expect(reported(autoAssign, { subnets: v4, route_tables: [privateRoutes] })).toEqual([]);
    expect(reported(autoAssign, { subnets, route_tables: [publicRoutes()] })).toEqual([]);
  });

  it('takes two /1 routes for the internet', () => {
    const halves = publicRoutes('0.0.0.0/1', '128.0.0.0/1');
    expect(reported(autoAssign, { subnets: v4, route_tables: [halves] })).toHaveLength(1);
  });

  it('says when routes could not be read', () => {
    expect(inspect(autoAssign, { subnets: v4, route_tables: denied }).notChecked).toHaveLength(1);
  });
});

describe('NET-010', () => {
  const peerings = [
    {
      VpcPeeringConnectionId: 'pcx-1',
      RequesterVpcInfo: { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' },
      AccepterVpcInfo: {
        VpcId: 'vpc-2',
        CidrBlock: '10.9.0.0/16',
        CidrBlockSet: [{ CidrBlock: '10.9.0.0/16' }, { CidrBlock: '10.8.0.0/24' }],
      },
    },
  ];
  const tableTo = (destination: string, State = 'active'): World => ({
    peerings,
    route_tables: [
      {
        RouteTableId: 'rtb-1',
        VpcId: 'vpc-1',
        Routes: [{ DestinationCidrBlock: destination, VpcPeeringConnectionId: 'pcx-1', State }],
      },
    ],
  });

  it.each([
    ['10.9.0.0/16', 1],
    ['10.8.0.0/15', 1],
    ['10.8.0.0/24', 1],
    ['0.0.0.0/0', 1],
    ['10.9.0.0/17', 0],
    ['10.9.4.0/24', 0],
    ['10.0.0.0/16', 0],
  ])('judges a route to %s', (destination, count) => {
    expect(reported(peeringRoute, tableTo(destination))).toHaveLength(count);
  });

  it('resolves the prefix list that a route names', () => {
    const Routes = [{ DestinationPrefixListId: 'pl-1', VpcPeeringConnectionId: 'pcx-1', State: 'active' }];
    const world = (cidr: string): World => ({
      peerings,
      route_tables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes }],
      prefix_lists: [{ PrefixListId: 'pl-1', OwnerId: '111122223333' }],
      prefix_list_entries: listed([{ Cidr: '10.8.0.0/25' }, { Cidr: cidr }], { PrefixListId: 'pl-1' }),
    });
    expect(reported(peeringRoute, world('10.9.0.0/16'))).toEqual(['NET-010 rtb-1']);
    expect(reported(peeringRoute, world('10.9.1.0/24'))).toEqual([]);
  });

  it('leaves a dead route alone', () => {
    expect(reported(peeringRoute, tableTo('10.9.0.0/16', 'blackhole'))).toEqual([]);
  });
});

describe('NET-011', () => {
  const vpcs = [{ VpcId: 'vpc-1', OwnerId: '111122223333' }];
  const log = (parts: Readonly<Record<string, unknown>> = {}): unknown => ({
    FlowLogId: 'fl-1',
    ResourceId: 'vpc-1',
    FlowLogStatus: 'ACTIVE',
    DeliverLogsStatus: 'SUCCESS',
    ...parts,
  });

  it('reports a VPC without a log that works', () => {
    expect(reported(flowLogs, { vpcs })).toEqual(['NET-011 vpc-1']);
    expect(reported(flowLogs, { vpcs, flow_logs: [log({ DeliverLogsStatus: 'FAILED' })] })).toEqual(['NET-011 vpc-1']);
    expect(reported(flowLogs, { vpcs, flow_logs: [log({ ResourceId: 'subnet-1' })] })).toEqual(['NET-011 vpc-1']);
    expect(reported(flowLogs, { vpcs, flow_logs: [log()] })).toEqual([]);
  });

  it('leaves a VPC of another account to its owner', () => {
    expect(reported(flowLogs, { vpcs: [{ VpcId: 'vpc-1', OwnerId: '444455556666' }] })).toEqual([]);
  });

  it('says when flow logs could not be read', () => {
    const seen = inspect(flowLogs, { vpcs, flow_logs: denied });
    expect(seen.drafts).toEqual([]);
    expect(seen.notChecked).toHaveLength(1);
  });
});

describe('NET-012', () => {
  const gateway = (AutoAcceptSharedAttachments: string, State = 'available'): World => ({
    transit_gateways: [{ TransitGatewayId: 'tgw-1', State, Options: { AutoAcceptSharedAttachments } }],
  });

  it('reports what accepts by itself', () => {
    expect(reported(transitGateway, gateway('enable'))).toEqual(['NET-012 tgw-1']);
    expect(reported(transitGateway, gateway('disable'))).toEqual([]);
    expect(reported(transitGateway, gateway('enable', 'deleted'))).toEqual([]);
  });

  it('leaves one that another account shares to its owner', () => {
    const shared = { TransitGatewayId: 'tgw-1', OwnerId: '444455556666', State: 'available' };
    const transit_gateways = [{ ...shared, Options: { AutoAcceptSharedAttachments: 'enable' } }];
    expect(reported(transitGateway, { transit_gateways })).toEqual([]);
  });
});
