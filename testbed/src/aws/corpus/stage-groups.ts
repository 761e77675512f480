import type { IpPermission } from '@aws-sdk/client-ec2';
import type { Clients } from './client.ts';
import type { LogicalNames } from './logical-names.ts';
import { revokeAll, told } from './network.ts';
import type { GroupScenario, Placement, RuleSpec } from './scenario.ts';

/** Where things are staged. */
export interface Stage {
  /** The region where the internet may come in. */
  readonly open: Clients;
  /** The region in which Block Public Access is on. */
  readonly blocked: Clients;
  readonly names: LogicalNames;
}

const lists: Readonly<Record<string, readonly string[]>> = {
  'world-list': ['0.0.0.0/1', '128.0.0.0/1'],
  'upper-half-list': ['128.0.0.0/1'],
  // Wide only when its neighbours are joined.
  'wide-list': ['20.30.60.0/24', '23.0.0.0/13', '23.8.0.0/13'],
  'private-list': ['10.0.0.0/8', '192.168.0.0/16'],
};

/** Makes the customer's prefix lists. */
export async function createPrefixLists({ open, names }: Stage): Promise<void> {
  for (const [name, cidrs] of Object.entries(lists)) {
    const made = await open.ec2.createManagedPrefixList({
      PrefixListName: name,
      MaxEntries: 10,
      AddressFamily: 'IPv4',
      Entries: cidrs.map((Cidr) => ({ Cidr, Description: 'staged' })),
    });
    names.set(name, made.PrefixList?.PrefixListId);
  }
}

function toPermission(rule: RuleSpec, own: string, names: LogicalNames): IpPermission {
  const Description = rule.description === undefined ? 'staged' : (rule.description ?? undefined);
  const told = Description === undefined ? {} : { Description };
  return {
    IpProtocol: rule.protocol,
    ...(rule.from !== undefined && { FromPort: rule.from }),
    ...(rule.to !== undefined && { ToPort: rule.to }),
    ...(rule.ipv4 && { IpRanges: rule.ipv4.map((CidrIp) => ({ CidrIp, ...told })) }),
    ...(rule.ipv6 && { Ipv6Ranges: rule.ipv6.map((CidrIpv6) => ({ CidrIpv6, ...told })) }),
    ...(rule.prefixLists && {
      PrefixListIds: rule.prefixLists.map((name) => ({ PrefixListId: names.id(name), ...told })),
    }),
    ...(rule.groups && {
      UserIdGroupPairs: rule.groups.map((name) => {
        if (name === 'self') return { GroupId: own, ...told };
        const [account = '', foreign] = name.split('/');
        return foreign === undefined
          ? { GroupId: names.id(name), ...told }
          : { GroupId: foreign, UserId: account, ...told };
      }),
    }),
  };
}

function clientsOf(stage: Stage, scenario: GroupScenario): Clients {
  return scenario.at.includes('blocked') ? stage.blocked : stage.open;
}

function vpcOf(scenario: GroupScenario): string {
  if (scenario.at.includes('blocked')) return 'blocked';
  return scenario.at.includes('main-table') ? 'main-table' : 'main';
}

async function createGroup(stage: Stage, scenario: GroupScenario): Promise<void> {
  const { ec2 } = clientsOf(stage, scenario);
  const tags = Object.entries(scenario.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const made = await ec2.createSecurityGroup({
    GroupName: scenario.groupName ?? scenario.name,
    Description: scenario.why,
    VpcId: stage.names.id(vpcOf(scenario)),
    ...(tags.length > 0 && { TagSpecifications: [{ ResourceType: 'security-group' as const, Tags: tags }] }),
  });
  stage.names.set(scenario.name, made.GroupId);
}

async function addRules(stage: Stage, scenario: GroupScenario): Promise<void> {
  const clients = clientsOf(stage, scenario);
  const GroupId = stage.names.id(scenario.name);
  const convert = (rules: readonly RuleSpec[]): IpPermission[] =>
    rules.map((rule) => toPermission(rule, GroupId, stage.names));
  const ingress = convert(scenario.ingress ?? []);
  if (ingress.length > 0) await clients.ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: ingress });
  if (scenario.egress === undefined) return;
  await revokeAll(clients, GroupId, 'egress');
  await clients.ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: convert(scenario.egress) });
}

const withIpv6: ReadonlySet<Placement> = new Set(['ipv6', 'egress-only']);
const withoutPublic: ReadonlySet<Placement> = new Set(['no-address', 'inside', 'ipv6', 'egress-only']);
/** Placements that share a subnet with another. */
const lodgers: Readonly<Partial<Record<Placement, Placement>>> = { 'no-address': 'public', inside: 'private' };

/** Makes an interface with its addresses. */
export async function createInterface(
  clients: Clients,
  names: LogicalNames,
  placement: Placement,
  groups: readonly string[],
): Promise<void> {
  const made = await clients.ec2.createNetworkInterface({
    SubnetId: names.id(`subnet-${lodgers[placement] ?? placement}`),
    Groups: groups.map((name) => names.id(name)),
    Description: 'staged',
    ...(withIpv6.has(placement) && { Ipv6AddressCount: 1 }),
  });
  if (withoutPublic.has(placement)) return;
  const { AllocationId } = await clients.ec2.allocateAddress({ Domain: 'vpc' });
  const NetworkInterfaceId = told(made.NetworkInterface?.NetworkInterfaceId, 'NetworkInterfaceId');
  await clients.ec2.associateAddress({ AllocationId, NetworkInterfaceId });
}

/** Stages groups, their rules and their interfaces; all groups first, since they refer to each other. */
export async function stageGroups(stage: Stage, scenarios: readonly GroupScenario[]): Promise<void> {
  for (const scenario of scenarios) await createGroup(stage, scenario);
  for (const scenario of scenarios) await addRules(stage, scenario);
  for (const scenario of scenarios) {
    for (const placement of scenario.at) {
      if (placement === 'unattached') continue;
      const groups = [scenario.name, ...(scenario.together ?? [])];
      await createInterface(clientsOf(stage, scenario), stage.names, placement, groups);
    }
  }
}
