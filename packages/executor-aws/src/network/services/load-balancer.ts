import type { NotChecked } from '@cloudops/spec';
import { listAt, numberAt, textAt } from '../../value/read.ts';
import type { Draft, NetworkRule, Observation } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import type { Gap } from '../model/snapshot.ts';
import { type Answer, evidenceOf } from './answer.ts';
import { isOpenToEverybody } from './open-port.ts';
import { serviceDraft, undecided } from './service-draft.ts';

interface Listener {
  readonly protocol: string;
  readonly port: number;
  readonly item: Item;
  readonly path: readonly (string | number)[];
}

interface Balancer {
  readonly item: Item;
  readonly name: string;
  readonly kind: string;
  readonly vpcId: string;
  readonly groupIds: readonly string[];
  /** Null = they could not be read. */
  readonly listeners: readonly Listener[] | null;
}

function readBalancers({ snapshot }: NetworkModel): readonly Balancer[] {
  const byArn = Map.groupBy(snapshot.items('listeners'), ({ raw }) => textAt(raw, 'LoadBalancerArn'));
  const isInternetFacing = ({ raw }: Item): boolean => textAt(raw, 'Scheme') === 'internet-facing';
  const modern = snapshot.items('load_balancers').filter(isInternetFacing);
  const classic = snapshot.items('classic_load_balancers').filter(isInternetFacing);
  return [
    ...modern.map((item) => {
      const arn = textAt(item.raw, 'LoadBalancerArn');
      const isUnread = snapshot.gaps('listeners').some((gap) => concerns(gap, item, arn));
      const isSkipped = snapshot.evidence('listeners').status === 'skipped';
      return {
        item,
        name: textAt(item.raw, 'LoadBalancerName'),
        kind: 'LoadBalancer',
        vpcId: textAt(item.raw, 'VpcId'),
        groupIds: listAt(item.raw, 'SecurityGroups').filter((id) => typeof id === 'string'),
        listeners: isUnread || isSkipped ? null : (byArn.get(arn) ?? []).map(modernListener),
      };
    }),
    ...classic.map((item) => ({
      item,
      name: textAt(item.raw, 'LoadBalancerName'),
      kind: 'ClassicLoadBalancer',
      vpcId: textAt(item.raw, 'VPCId'),
      groupIds: listAt(item.raw, 'SecurityGroups').filter((id) => typeof id === 'string'),
      listeners: listAt(item.raw, 'ListenerDescriptions').map((raw, index) => ({
        protocol: textAt(raw, 'Listener', 'Protocol'),
        port: numberAt(raw, 'Listener', 'LoadBalancerPort') ?? 0,
        item,
        path: ['ListenerDescriptions', index, 'Listener'],
      })),
    })),
  ];
}

/** A place that was not asked at all concerns every balancer in it; a question only the one that it names. */
function concerns({ account, region, asked }: Gap, item: Item, arn: string): boolean {
  const isHere = (account === '' || account === item.account) && (region === '' || region === item.region);
  return isHere && (asked === '' || asked.includes(JSON.stringify(arn)));
}

function modernListener(item: Item): Listener {
  return { protocol: textAt(item.raw, 'Protocol'), port: numberAt(item.raw, 'Port') ?? 0, item, path: ['Port'] };
}

/** A Network Load Balancer without security groups lets everybody in; every other kind always has some. */
function opennessOf(model: NetworkModel, { groupIds, item }: Balancer, { protocol, port }: Listener): Answer {
  if (groupIds.length === 0) return { kind: 'yes', evidence: [cite(item, 'SecurityGroups')] };
  const protocols =
    protocol === 'TCP_UDP'
      ? (['tcp', 'udp'] as const)
      : ([protocol === 'UDP' || protocol === 'QUIC' ? 'udp' : 'tcp'] as const);
  const answers = protocols.map((one) => isOpenToEverybody(model, groupIds, { protocol: one, ports: [port] }));
  const rank = ({ kind }: Answer): number => ['yes', 'unknown', 'no'].indexOf(kind);
  return answers.reduce((best, answer) => (rank(answer) < rank(best) ? answer : best));
}

function judge(model: NetworkModel, balancer: Balancer): Observation {
  const { name, listeners } = balancer;
  if (listeners === null) {
    const needs = 'elasticloadbalancing:DescribeListeners';
    return { drafts: [], notChecked: [undecided('NET-006', name, 'its listeners could not be read', needs)] };
  }
  const allowed = new Set(model.settings.allowedPorts);
  const judged = listeners
    .filter(({ port }) => !allowed.has(port))
    .map((listener) => ({ listener, answer: opennessOf(model, balancer, listener) }));
  const open = judged.filter(({ answer }) => answer.kind === 'yes');
  const unknown = judged.flatMap(({ answer }) => (answer.kind === 'unknown' ? [answer.needs] : []));
  const notChecked: readonly NotChecked[] =
    open.length > 0 || unknown.length === 0
      ? []
      : [undecided('NET-006', name, 'its security groups could not be read', unknown[0] ?? '')];
  return { drafts: open.length === 0 ? [] : [toDraft(balancer, open)], notChecked };
}

function toDraft(balancer: Balancer, open: readonly { readonly listener: Listener; readonly answer: Answer }[]): Draft {
  const { item, name, kind, vpcId, groupIds } = balancer;
  const ports = [...new Set(open.map(({ listener }) => listener.port))].sort((a, b) => a - b);
  return serviceDraft(item, {
    code: 'NET-006',
    kind,
    name,
    severity: 'high',
    title: `Load balancer offers port ${ports.join(', ')} to everybody`,
    detail: `It is internet-facing, listens on ${ports.join(', ')}, and ${groupIds.length === 0 ? 'has no security group' : 'its security groups let everybody in'}.`,
    evidence: [
      cite(item, 'Scheme'),
      ...open.flatMap(({ listener, answer }) => [cite(listener.item, ...listener.path), ...evidenceOf(answer)]),
    ],
    data: { vpc_id: vpcId, group_ids: groupIds.toSorted(), ports: ports.map((port) => [port, port]), reachable: true },
  });
}

/** NET-006: an internet-facing load balancer with a listener that is not for the web. */
export const loadBalancerPort: NetworkRule = {
  definitions: [
    {
      code: 'NET-006',
      title: 'Load balancer offers a port that is not for the web',
      role: 'fault',
      severity: 'high',
      decided:
        'An internet-facing Application, Network or Classic Load Balancer has a listener on a port that is not in `allowed_ports` (80 and 443 unless set), and its security groups let everybody reach that port. A Network Load Balancer without security groups lets everybody in.',
      remedy: 'Close the listener, narrow the security group, or make the load balancer internal.',
      source:
        'Prowler elbv2_internet_facing, which looks at neither listeners nor Network Load Balancers without groups',
    },
  ],
  inspect(model) {
    const seen = readBalancers(model).map((balancer) => judge(model, balancer));
    return {
      drafts: seen.flatMap(({ drafts }) => drafts),
      notChecked: seen.flatMap(({ notChecked = [] }) => notChecked),
    };
  },
};
