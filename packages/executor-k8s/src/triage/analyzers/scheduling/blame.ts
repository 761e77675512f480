import { isTolerated } from '../../../evidence/placement.ts';
import { isStateTaint } from '../../snapshot/node.ts';
import { type Refusal, refusalsOf, type Seeker } from './refusals.ts';
import { type RoomOnNode, requestsOfPod } from './room.ts';
import { reasonKey } from './scheduler-message.ts';

/** The one thing that keeps pods from every node that could otherwise take them. */
export type Blame = { readonly reasons: readonly string[] } & (
  | { readonly kind: 'selector' }
  | { readonly kind: 'volume'; readonly volume: string; readonly isAnywhere: boolean }
  | {
      readonly kind: 'size';
      readonly resource: string;
      readonly wanted: number;
      /** The most that any allowed node has; 0 when none offers it. */
      readonly largest: number;
      /** Nodes that are large enough and kept apart by a taint. */
      readonly keptApart: readonly RoomOnNode[];
    }
  | { readonly kind: 'taint'; readonly nodes: readonly RoomOnNode[]; readonly isEverywhere: boolean }
  | { readonly kind: 'state'; readonly nodes: readonly RoomOnNode[] }
  | { readonly kind: 'room'; readonly resource: string; readonly nodes: readonly RoomOnNode[] }
  | {
      readonly kind: 'neighbours';
      readonly predicate: 'port' | 'anti-affinity' | 'affinity' | 'spread';
      readonly about: string;
      readonly nodes: readonly RoomOnNode[];
    }
);

interface Candidate {
  readonly room: RoomOnNode;
  readonly refusals: readonly Refusal[];
}

/**
 * Narrows the nodes down as people think of it: which were meant (selector, volume), which are large enough, which are
 * open to it (taints), which are in service, which have room. The first question that leaves none is to blame.
 * @param hasPods whether all pods were read; else what only they decide stays open.
 * @returns null when a node would take the pod, or the rest cannot be decided.
 */
export function blameOf(seeker: Seeker, nodes: readonly Candidate[], hasPods: boolean): Blame | null {
  const meant = without(nodes, ({ kind }) => kind === 'selector');
  if (nodes.length === 0) return null;
  if (meant.length === 0) return { kind: 'selector', reasons: ['selector'] };
  const reachable = without(meant, ({ kind }) => kind === 'volume');
  if (reachable.length === 0) return volumeBlame(meant, nodes);
  const large = without(reachable, ({ kind, isLasting }) => kind === 'resource' && isLasting);
  if (large.length === 0) return sizeBlame(seeker, reachable, []);
  const open = without(large, isChosenTaint);
  if (open.length === 0) return closedBlame(seeker, { reachable, large, nodes });
  const inService = without(open, isState);
  if (inService.length === 0) return stateBlame(open);
  if (!hasPods) return null;
  if (inService.some(({ refusals }) => refusals.length === 0)) return null;
  const missed = open.filter((one) => one.refusals.some(isState) && wouldTake(seeker, one));
  return missed.length > 0 ? stateBlame(missed) : crowdBlame(inService);
}

function without(nodes: readonly Candidate[], isMet: (refusal: Refusal) => boolean): readonly Candidate[] {
  return nodes.filter(({ refusals }) => !refusals.some(isMet));
}

function roomsOf(nodes: readonly Candidate[]): readonly RoomOnNode[] {
  return nodes.map(({ room }) => room);
}

/** A taint that somebody chose, in distinction to one that states what is wrong with the node. */
function isChosenTaint({ kind, about }: Refusal): boolean {
  return kind === 'taint' && !isStateTaint(toTaint(about));
}

function isState({ kind, about }: Refusal): boolean {
  return kind === 'cordoned' || (kind === 'taint' && isStateTaint(toTaint(about)));
}

function toTaint(text: string): { readonly key: string; readonly value: string; readonly effect: string } {
  return { key: text.split(/[=:]/, 1)[0] ?? '', value: '', effect: '' };
}

function volumeBlame(meant: readonly Candidate[], nodes: readonly Candidate[]): Blame {
  const volume = meant[0]?.refusals.find(({ kind }) => kind === 'volume')?.about ?? '';
  const isAnywhere = nodes.some(({ refusals }) => !refusals.some(({ kind }) => kind === 'volume'));
  return { kind: 'volume', volume, isAnywhere, reasons: ['volume', 'selector'] };
}

function sizeBlame(seeker: Seeker, small: readonly Candidate[], keptApart: readonly Candidate[]): Blame {
  const counts = new Map<string, number>();
  for (const { refusals } of small)
    for (const { kind, about, isLasting } of refusals)
      if (kind === 'resource' && isLasting) counts.set(about, (counts.get(about) ?? 0) + 1);
  const [resource = ''] = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))[0] ?? [];
  return {
    kind: 'size',
    resource,
    wanted: seeker.requests.get(resource) ?? 0,
    largest: Math.max(0, ...small.map(({ room }) => room.node.allocatable(resource) ?? 0)),
    keptApart: roomsOf(keptApart),
    reasons: [reasonKey('resource', resource)],
  };
}

interface Closed {
  readonly reachable: readonly Candidate[];
  readonly large: readonly Candidate[];
  readonly nodes: readonly Candidate[];
}

/** Only tainted nodes are large enough: where ordinary ones are merely too small, size is the plainer answer. */
function closedBlame(seeker: Seeker, { reachable, large, nodes }: Closed): Blame {
  const ordinary = without(reachable, isChosenTaint);
  const isPlain = ({ kind, about, isLasting }: Refusal): boolean =>
    kind === 'resource' && isLasting && ['cpu', 'memory', 'ephemeral-storage'].includes(about);
  if (ordinary.length > 0 && ordinary.every(({ refusals }) => refusals.some(isPlain)))
    return sizeBlame(seeker, ordinary, large);
  const isEverywhere = nodes.every(({ refusals }) => refusals.some(isChosenTaint));
  return { kind: 'taint', nodes: roomsOf(large), isEverywhere, reasons: ['taint'] };
}

function stateBlame(nodes: readonly Candidate[]): Blame {
  return { kind: 'state', nodes: roomsOf(nodes), reasons: ['cordoned', 'taint'] };
}

/** Whether a node that is out of service would take the pod if it came back: what is leaving it is gone by then. */
function wouldTake(seeker: Seeker, { room }: Candidate): boolean {
  const pods = room.pods.filter(({ isTerminating }) => !isTerminating);
  const cleared = { ...room, pods, reserved: (resource: string) => sumOf(pods, resource) };
  return refusalsOf(seeker, cleared).every((refusal) => isState(refusal));
}

function sumOf(pods: RoomOnNode['pods'], resource: string): number {
  return pods.reduce((total, pod) => total + (requestsOfPod(pod).get(resource) ?? 0), 0);
}

/** All nodes in service are taken, in one way or another. */
function crowdBlame(nodes: readonly Candidate[]): Blame | null {
  const counts = new Map<string, number>();
  for (const { refusals } of nodes)
    for (const key of new Set(refusals.map(({ kind, about }) => `${kind}|${about}`)))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  // What fills all nodes comes first; what the pod's own rules forbid comes before mere lack of room.
  const rank = (key: string): number => crowdOrder.indexOf(key.split('|')[0] ?? '');
  const best = [...counts].sort(([a, one], [b, other]) => other - one || rank(a) - rank(b) || (a < b ? -1 : 1))[0];
  const [kind = '', about = ''] = best?.[0].split('|') ?? [];
  const hit = nodes.filter(({ refusals }) => refusals.some((one) => one.kind === kind && one.about === about));
  const rooms = roomsOf(hit);
  if (kind === 'port' || kind === 'anti-affinity' || kind === 'affinity' || kind === 'spread')
    return { kind: 'neighbours', predicate: kind, about, nodes: rooms, reasons: [kind] };
  if (kind === 'pods') return { kind: 'room', resource: 'pods', nodes: rooms, reasons: ['pods'] };
  if (kind === 'resource')
    return { kind: 'room', resource: about, nodes: rooms, reasons: [reasonKey('resource', about)] };
  return null;
}

const crowdOrder = ['port', 'anti-affinity', 'spread', 'pods', 'resource', 'affinity'];

/** Whether tolerations let a pod past everything that was chosen for a node. */
export function toleratesChosen(tolerations: readonly unknown[], { node }: RoomOnNode): boolean {
  return node.taints.every((taint) => isStateTaint(taint) || isTolerated(tolerations, taint));
}
