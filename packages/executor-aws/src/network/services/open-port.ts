import { ipv4 as ipv4Family, ipv6 as ipv6Family, isEverybody } from '../address/family.ts';
import { unite } from '../address/interval-set.ts';
import { createSourceReader } from '../exposure/source.ts';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import { cite } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { rulePorts } from '../ports/port-set.ts';
import type { Answer } from './answer.ts';
import type { AddressFamily } from './public-subnet.ts';

/** Which traffic is asked about. */
export interface Traffic {
  readonly protocol: 'tcp' | 'udp';
  /** Ports of which one suffices; null = any port at all. */
  readonly ports: readonly number[] | null;
  /** Of which one suffices; both unless stated. */
  readonly families?: readonly AddressFamily[];
}

const mostEvidence = 6;
const needs = 'ec2:DescribeSecurityGroups, ec2:DescribeSecurityGroupRules and ec2:GetManagedPrefixListEntries';

/**
 * Whether groups on one thing, all together, let everybody reach a port: sources are merged over all rules and groups,
 * protocol -1 among them, for IPv4 and IPv6 apart.
 */
export function isOpenToEverybody(model: NetworkModel, groupIds: readonly string[], traffic: Traffic): Answer {
  const groups = [...new Set(groupIds)].sort().map((id) => model.groups.get(id));
  const rules = groups
    .flatMap((group) => (group === undefined ? [] : group.rules))
    .filter((rule) => isCarrying(rule, traffic));
  const ports = traffic.ports ?? lowestPorts(rules);
  const sources = createSourceReader(model.prefixLists);
  const { families = ['ipv4', 'ipv6'] } = traffic;
  for (const port of ports) {
    const active = rules.filter((rule) => rule.protocol === '-1' || reaches(rule, port));
    const resolved = active.map((rule) => ({ rule, addresses: sources.resolve(rule) }));
    const everybody: Readonly<Record<AddressFamily, () => boolean>> = {
      ipv4: () => isEverybody(ipv4Family, unite(resolved.flatMap(({ addresses }) => addresses.ipv4.set))),
      ipv6: () => isEverybody(ipv6Family, unite(resolved.flatMap(({ addresses }) => addresses.ipv6.set))),
    };
    if (families.some((family) => everybody[family]())) return { kind: 'yes', evidence: citePublic(resolved) };
  }
  const isWhole = groups.length > 0 && groups.every((group) => group?.hasAllRules === true);
  const isResolved = rules.every(({ source }) => source.kind !== 'prefix-list' || isListKnown(model, source.id));
  if (!isWhole || !isResolved) return { kind: 'unknown', needs };
  return {
    kind: 'no',
    evidence: groups.flatMap((group) => (group === undefined ? [] : [cite(group.item, 'GroupId')])),
  };
}

/**
 * Rules of a group by which everybody, or a wide part of everybody, reaches one of the ports: those to revoke. Single
 * addresses stay; they may be an office.
 */
export function rulesThatOpen(model: NetworkModel, group: SecurityGroup, traffic: Traffic): readonly GroupRule[] {
  const sources = createSourceReader(model.prefixLists);
  return group.rules.filter((rule) => {
    if (!isCarrying(rule, traffic)) return false;
    const isMeant =
      traffic.ports === null || traffic.ports.some((port) => rule.protocol === '-1' || reaches(rule, port));
    const { ipv4, ipv6 } = sources.resolve(rule);
    return isMeant && [ipv4.class, ipv6.class].some((one) => one === 'any' || one === 'wide');
  });
}

function isCarrying({ isEgress, protocol }: GroupRule, traffic: Traffic): boolean {
  return !isEgress && (protocol === '-1' || protocol === traffic.protocol);
}

function reaches({ from, to }: GroupRule, port: number): boolean {
  return rulePorts(from, to).some((one) => one.from <= port && port < one.end);
}

/** Between two neighbouring lower bounds no new rule begins, so these ports see every combination that matters. */
function lowestPorts(rules: readonly GroupRule[]): readonly number[] {
  const bounds = rules.flatMap(({ protocol, from, to }) =>
    protocol === '-1' ? [0] : rulePorts(from, to).map((one) => one.from),
  );
  return [...new Set(bounds)].sort((a, b) => a - b);
}

function isListKnown({ prefixLists }: NetworkModel, id: string): boolean {
  const list = prefixLists.get(id);
  return list !== undefined && (list.isAwsManaged || list.entries !== null);
}

function citePublic(
  resolved: readonly {
    readonly rule: GroupRule;
    readonly addresses: { readonly ipv4: { readonly class: string }; readonly ipv6: { readonly class: string } };
  }[],
): Extract<Answer, { kind: 'yes' }>['evidence'] {
  return resolved
    .filter(({ addresses }) => addresses.ipv4.class !== 'none' || addresses.ipv6.class !== 'none')
    .slice(0, mostEvidence)
    .map(({ rule }) => cite(rule.item));
}
