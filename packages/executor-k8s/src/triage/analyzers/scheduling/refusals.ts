import { isTolerated, meetsTerms, type Taint } from '../../../evidence/placement.ts';
import { labelsAt, listAt, textAt, valueAt } from '../../../evidence/read.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { taintText } from '../../snapshot/node.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Requests } from '../../snapshot/pod-requests.ts';
import { readReferences } from '../../snapshot/references.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import {
  forbiddenPlaces,
  isFirstOfItsKind,
  type Neighbourhood,
  neighbourhoods,
  nodeFilter,
  type Spread,
  spreads,
} from './neighbours.ts';
import { collides, type HostPort, hostPorts, type RoomOnNode, requestsOfPod, roomOf } from './room.ts';
import type { ReasonKind } from './scheduler-message.ts';

/** Why a node does not take a pod. */
export interface Refusal {
  readonly kind: ReasonKind;
  /** The resource, taint, port, volume, or topology key that it is about. */
  readonly about: string;
  /** Not only now: an empty node of this kind would not take it either. */
  readonly isLasting: boolean;
}

/** A pod that looks for a node, with what is the same for all nodes. */
export interface Seeker {
  readonly pod: Pod;
  readonly requests: Requests;
  readonly tolerations: readonly unknown[];
  /** Whether it may be placed on cordoned nodes. */
  readonly isCordonOk: boolean;
  /** Whether its node selector and required node affinity allow a node. */
  readonly selects: ReturnType<typeof nodeFilter>;
  readonly ports: readonly HostPort[];
  /** Volumes that its bound claims are tied to. */
  readonly volumes: readonly Entity[];
  readonly affinity: readonly Neighbourhood[];
  readonly antiAffinity: readonly Neighbourhood[];
  readonly forbidden: readonly (readonly [string, string])[];
  readonly spreads: readonly Spread[];
}

const cordonTaint: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };

/** Reads what a pod demands of a node. */
export function toSeeker(snapshot: Snapshot, pod: Pod): Seeker {
  const tolerations = listAt(pod.raw, 'spec', 'tolerations');
  return {
    pod,
    requests: requestsOfPod(pod),
    tolerations,
    isCordonOk: isTolerated(tolerations, cordonTaint),
    selects: nodeFilter(pod.raw),
    ports: hostPorts(pod.raw),
    volumes: volumesOf(snapshot, pod),
    affinity: neighbourhoods(snapshot, pod, 'podAffinity'),
    antiAffinity: neighbourhoods(snapshot, pod, 'podAntiAffinity'),
    forbidden: forbiddenPlaces(snapshot, pod),
    spreads: spreads(
      snapshot,
      pod,
      roomOf(snapshot).map(({ node }) => node),
    ),
  };
}

/** Everything that keeps a pod from a node, in the order in which the scheduler asks. Source: kube-scheduler's default plug-ins, 1.36. */
export function refusalsOf(seeker: Seeker, room: RoomOnNode): readonly Refusal[] {
  const { node } = room;
  const found: Refusal[] = [];
  if (node.isCordoned && !seeker.isCordonOk) found.push({ kind: 'cordoned', about: '', isLasting: false });
  for (const taint of node.taints)
    if (!isTolerated(seeker.tolerations, taint))
      found.push({ kind: 'taint', about: taintText(taint), isLasting: true });
  if (!seeker.selects(node)) found.push({ kind: 'selector', about: '', isLasting: true });
  for (const wanted of seeker.ports)
    if (room.ports.some((taken) => collides(wanted, taken)))
      found.push({ kind: 'port', about: `${wanted.protocol} ${wanted.port}`, isLasting: false });
  found.push(...resourceRefusals(seeker, room));
  for (const volume of seeker.volumes)
    if (!isReachable(volume, room)) found.push({ kind: 'volume', about: volume.name, isLasting: true });
  found.push(...spreadRefusals(seeker, room), ...neighbourRefusals(seeker, room));
  return found;
}

function resourceRefusals({ requests }: Seeker, { node, pods, reserved }: RoomOnNode): readonly Refusal[] {
  const found: Refusal[] = [];
  const most = node.allocatable('pods');
  if (most !== null && pods.length + 1 > most) found.push({ kind: 'pods', about: '', isLasting: most < 1 });
  for (const [resource, wanted] of requests) {
    if (wanted === 0 || resource === 'pods') continue;
    const all = node.allocatable(resource) ?? 0;
    if (wanted > all) found.push({ kind: 'resource', about: resource, isLasting: true });
    else if (wanted > all - reserved(resource) + 1e-6)
      found.push({ kind: 'resource', about: resource, isLasting: false });
  }
  return found;
}

/** By the volume's own node affinity, and by the zone labels of older ones. */
function isReachable({ raw }: Entity, { node }: RoomOnNode): boolean {
  const affinity = valueAt(raw, 'spec', 'nodeAffinity', 'required');
  if (affinity !== undefined && !meetsTerms(listAt(affinity, 'nodeSelectorTerms'), node)) return false;
  return ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'].every((label) => {
    const zones = textAt(raw, 'metadata', 'labels', label);
    const own = node.labels.get(label);
    return zones === '' || own === undefined || zones.split('__').includes(own);
  });
}

function spreadRefusals(seeker: Seeker, { node }: RoomOnNode): readonly Refusal[] {
  return seeker.spreads.flatMap(({ topologyKey, counts, least, maxSkew, isSelf }): Refusal[] => {
    const domain = node.labels.get(topologyKey);
    if (domain === undefined) return [{ kind: 'spread', about: topologyKey, isLasting: true }];
    const skew = (counts.get(domain) ?? 0) + Number(isSelf) - least;
    return skew > maxSkew ? [{ kind: 'spread', about: topologyKey, isLasting: false }] : [];
  });
}

function neighbourRefusals(seeker: Seeker, { node }: RoomOnNode): readonly Refusal[] {
  const found: Refusal[] = [];
  const { affinity, antiAffinity, forbidden, pod } = seeker;
  const isFirst = affinity.every((one) => isFirstOfItsKind(one, pod));
  for (const one of affinity) {
    const domain = node.labels.get(one.topologyKey);
    const isMet = domain !== undefined && (one.domains.has(domain) || isFirst);
    if (!isMet) found.push({ kind: 'affinity', about: one.topologyKey, isLasting: false });
  }
  for (const { topologyKey, domains } of antiAffinity) {
    const domain = node.labels.get(topologyKey);
    if (domain !== undefined && domains.has(domain))
      found.push({ kind: 'anti-affinity', about: topologyKey, isLasting: false });
  }
  if (found.every(({ kind }) => kind !== 'anti-affinity')) {
    const repelled = forbidden.find(([key, value]) => node.labels.get(key) === value);
    if (repelled !== undefined) found.push({ kind: 'anti-affinity', about: repelled[0], isLasting: false });
  }
  return found;
}

function volumesOf(snapshot: Snapshot, { raw, namespace }: Pod): readonly Entity[] {
  return readReferences(valueAt(raw, 'spec')).flatMap(({ kind, name }) => {
    if (kind !== 'PersistentVolumeClaim') return [];
    const claim = snapshot.find('claims', namespace, name);
    const volume = textAt(claim?.raw, 'spec', 'volumeName');
    if (volume === '' || textAt(claim?.raw, 'status', 'phase') !== 'Bound') return [];
    return snapshot.find('volumes', '', volume) ?? [];
  });
}

/** The labels that a pod's own selector demands, for words. */
export function selectorOf(pod: unknown): ReadonlyMap<string, string> {
  return labelsAt(pod, 'spec', 'nodeSelector');
}
