import type { EvidenceRef } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { listAt, textAt } from '../../value/read.ts';
import { parseCidr } from '../address/cidr.ts';
import type { Family } from '../address/family.ts';
import { type Bound, intersect } from '../address/interval-set.ts';
import type { NetworkInterface } from '../model/interface.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { passAcl, type Traffic } from './acl-pass.ts';
import { blockStateOf } from './block-public-access.ts';
import { type InspectedRoute, type RouteReach, routesToInternet, type WinningRoute } from './routes.ts';

/** R2 = reachable, R1 = attached and not reachable, R0 = unattached. */
export type ReachLevel = 'R2' | 'R1' | 'R0' | 'unknown';

/** How far traffic gets, with the proof. */
export interface Reach {
  readonly level: ReachLevel;
  /** Where it shows: the interfaces that are reached; at R1 those that were looked at. Sorted by id. */
  readonly interfaces: readonly NetworkInterface[];
  /** Hops from the gateway to the interface, for a person; empty unless R2. */
  readonly path: readonly string[];
  /** The hops, or what stops the traffic. */
  readonly evidence: readonly EvidenceRef[];
  /** Why it is not R2, in a few words; empty at R2. */
  readonly why: string;
  /** Id of what stands in the way with rules of its own that are not read; empty when nothing does. */
  readonly through: string;
}

/** Judges how far traffic reaches interfaces. */
export interface ReachJudge {
  /** @param isWhole whether all interfaces that there are were read. */
  judge<B extends Bound>(traffic: Traffic<B>, interfaces: readonly NetworkInterface[], isWhole: boolean): Reach;
}

type Verdict = Omit<Reach, 'interfaces'>;

/** @returns a judge that reads each route table and each subnet once. */
export function createReachJudge(model: NetworkModel): ReachJudge {
  const routes = new Map<string, RouteReach<Bound>>();
  const reachOf: ReadRoutes = <B extends Bound>(table: Item, family: Family<B>): RouteReach<B> => {
    const key = `${textAt(table.raw, 'RouteTableId')} ${family.name}`;
    const known = routes.get(key) as RouteReach<B> | undefined;
    if (known !== undefined) return known;
    const found = routesToInternet(table, family, model.prefixLists);
    routes.set(key, found as RouteReach<Bound>);
    return found;
  };
  return {
    judge(traffic, interfaces, isWhole) {
      const bySubnet = new Map<string, Verdict>();
      const judged = interfaces.map((one) => {
        const isPublic = addressOf(one, traffic.family) !== null;
        const key = `${one.subnetId} ${isPublic} ${one.carrierIp !== null}`;
        const known = bySubnet.get(key);
        const verdict = known === undefined ? judgeOne(model, traffic, one, reachOf) : known;
        bySubnet.set(key, verdict);
        return { one, verdict };
      });
      return sum(judged, isWhole);
    },
  };
}

function sum(
  judged: readonly { readonly one: NetworkInterface; readonly verdict: Verdict }[],
  isWhole: boolean,
): Reach {
  const at = (level: ReachLevel): NetworkInterface[] =>
    judged.filter(({ verdict }) => verdict.level === level).map(({ one }) => one);
  for (const level of ['R2', 'unknown'] as const) {
    const first = judged.find(({ verdict }) => verdict.level === level);
    if (first !== undefined) return { ...first.verdict, interfaces: at(level) };
  }
  if (!isWhole) {
    return {
      level: 'unknown',
      interfaces: [],
      path: [],
      evidence: [],
      why: 'not all network interfaces could be read',
      through: '',
    };
  }
  const [first] = judged;
  if (first === undefined)
    return { level: 'R0', interfaces: [], path: [], evidence: [], why: 'it is attached to nothing', through: '' };
  return { ...first.verdict, interfaces: at('R1') };
}

/** The address by which an interface takes part in the internet, or null. */
function addressOf<B extends Bound>(one: NetworkInterface, { name }: Family<B>): string | null {
  if (name === 'ipv4') return one.publicIpv4;
  return one.ipv6.find(isGlobalUnicast) ?? one.ipv6Prefixes.find(isGlobalUnicast) ?? null;
}

/** 2000::/3 (RFC 4291); the address is AWS's or the customer's own, so the special-purpose blocks do not matter. */
function isGlobalUnicast(text: string): boolean {
  const cidr = parseCidr(text);
  return cidr?.family === 'ipv6' && cidr.interval.from >> 125n === 1n;
}

type ReadRoutes = <B extends Bound>(table: Item, family: Family<B>) => RouteReach<B>;

function stop(level: ReachLevel, why: string, evidence: readonly EvidenceRef[] = []): Verdict {
  return { level, path: [], evidence, why, through: '' };
}

function judgeOne<B extends Bound>(
  model: NetworkModel,
  traffic: Traffic<B>,
  one: NetworkInterface,
  reachOf: ReadRoutes,
): Verdict {
  const { topology, snapshot } = model;
  const address = addressOf(one, traffic.family);
  const isCarried = traffic.family.name === 'ipv4' && one.carrierIp !== null;
  if (address === null && !isCarried) return noAddress(one, traffic.family);
  const table = topology.routeTableOf(one.subnetId, one.vpcId);
  if (table === undefined)
    return stop('unknown', `the route table of ${one.subnetId || 'its subnet'} could not be read`);
  const routes = reachOf(table, traffic.family);
  const meant = intersect(traffic.sources, traffic.family.routable);
  const routed = address === null ? [] : intersect(routes.set, meant);
  const inspected = routes.inspected.find(({ set }) => intersect(set, meant).length > 0);
  if (routed.length === 0 && inspected !== undefined) {
    return judgeInspected(model, { ...traffic, sources: intersect(inspected.set, meant) }, { one, table, inspected });
  }
  if (routed.length === 0 || address === null) {
    if (routes.isUncertain) return stop('unknown', 'a route names a prefix list whose entries could not be read');
    return stop('R1', 'no route leads those addresses to an internet gateway', [cite(table, 'RouteTableId')]);
  }
  const acl = topology.aclOf(one.subnetId);
  if (acl === undefined) return stop('unknown', `the network ACL of ${one.subnetId || 'its subnet'} could not be read`);
  const pass = passAcl(acl, { ...traffic, sources: routed });
  if (pass === null)
    return stop('R1', `the network ACL ${textAt(acl.raw, 'NetworkAclId')} denies it`, [cite(acl, 'NetworkAclId')]);
  const { vpcId, subnetId } = one;
  const block = blockStateOf(snapshot, { ...placeOf(model, one), vpcId, subnetId, isEgress: traffic.isEgress });
  if (block.kind === 'on') return stop('R1', 'VPC Block Public Access is on', block.evidence);
  if (block.kind === 'unknown') return stop('unknown', 'VPC Block Public Access could not be read');
  const route = routes.routes.find(({ set }) => intersect(set, pass.sources).length > 0);
  return reached(model, {
    one,
    table,
    route,
    acl,
    entry: pass.index,
    number: pass.number,
    address,
    family: traffic.family,
  });
}

interface Inspected<B extends Bound> {
  readonly one: NetworkInterface;
  readonly table: Item;
  readonly inspected: InspectedRoute<B>;
}

/** What an ACL denies stays out whatever the firewall says; the rest is for the firewall to say. */
function judgeInspected<B extends Bound>(
  { topology }: NetworkModel,
  traffic: Traffic<B>,
  { one, table, inspected }: Inspected<B>,
): Verdict {
  const acl = topology.aclOf(one.subnetId);
  if (acl !== undefined && passAcl(acl, traffic) === null)
    return stop('R1', `the network ACL ${textAt(acl.raw, 'NetworkAclId')} denies it`, [cite(acl, 'NetworkAclId')]);
  const { through, index } = inspected;
  const why = `its route leads through ${printable(through, 60)}, whose rules are not read`;
  return { ...stop('unknown', why, [cite(table, 'Routes', index)]), through };
}

function noAddress<B extends Bound>(one: NetworkInterface, { name }: Family<B>): Verdict {
  const [why, path] =
    name === 'ipv4'
      ? ['it has no public IPv4 address', one.publicIpv4Path]
      : ['it has no global IPv6 address', ['Ipv6Addresses']];
  return stop('R1', why, [cite(one.item, ...path)]);
}

/** The switch is the VPC owner's, who for a shared subnet is somebody else. */
function placeOf(
  { topology }: NetworkModel,
  one: NetworkInterface,
): { readonly account: string; readonly region: string } {
  const owner = textAt(topology.subnets.get(one.subnetId)?.item.raw, 'OwnerId');
  return { account: owner || one.account, region: one.region };
}

interface Hops<B extends Bound> {
  readonly one: NetworkInterface;
  readonly table: Item;
  readonly route: WinningRoute<B> | undefined;
  readonly acl: Item;
  readonly entry: number;
  readonly number: number;
  readonly address: string;
  readonly family: Family<B>;
}

function reached<B extends Bound>({ topology }: NetworkModel, hops: Hops<B>): Verdict {
  const { one, table, route, acl, entry, number, address, family } = hops;
  const index = route?.index ?? 0;
  const raw = listAt(table.raw, 'Routes')[index];
  const gateway = textAt(raw, 'GatewayId');
  const gatewayItem = topology.internetGateways.get(gateway);
  const addressPath = family.name === 'ipv4' ? one.publicIpv4Path : ipv6Path(one, address);
  return {
    level: 'R2',
    path: [
      gateway,
      `${textAt(table.raw, 'RouteTableId')} ${route?.destination ?? ''}`.trim(),
      `${textAt(acl.raw, 'NetworkAclId')} rule ${number}`,
      `${one.id} ${address}`,
    ],
    evidence: [
      ...(gatewayItem === undefined ? [] : [cite(gatewayItem, 'InternetGatewayId')]),
      cite(table, 'Routes', index, 'GatewayId'),
      cite(acl, 'Entries', entry, 'RuleAction'),
      cite(one.item, ...addressPath),
    ],
    why: '',
    through: '',
  };
}

function ipv6Path(one: NetworkInterface, address: string): readonly (string | number)[] {
  const [list, field] = address.includes('/') ? ['Ipv6Prefixes', 'Ipv6Prefix'] : ['Ipv6Addresses', 'Ipv6Address'];
  const index = listAt(one.item.raw, list).findIndex((raw) => textAt(raw, field) === address);
  return [list, Math.max(0, index), field];
}
