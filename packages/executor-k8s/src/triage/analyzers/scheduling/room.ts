import { listAt, numberAt, textAt } from '../../../evidence/read.ts';
import { type ClusterNode, toNode } from '../../snapshot/node.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { podRequests, type Requests } from '../../snapshot/pod-requests.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** A node with what is reserved on it. */
export interface RoomOnNode {
  readonly node: ClusterNode;
  /** Pods that hold a place: all but finished ones. */
  readonly pods: readonly Pod[];
  reserved(resource: string): number;
  readonly ports: readonly HostPort[];
}

/** A port of the node itself that a pod takes. */
export interface HostPort {
  readonly port: number;
  readonly protocol: string;
  /** `0.0.0.0` for all addresses. */
  readonly address: string;
}

const rooms = new WeakMap<Snapshot, readonly RoomOnNode[]>();

/** Every node with its pods, sorted by name; worked out once, when a pod waits. */
export function roomOf(snapshot: Snapshot): readonly RoomOnNode[] {
  const known = rooms.get(snapshot);
  if (known !== undefined) return known;
  const found = snapshot.all('nodes').map((entity) => toRoom(snapshot, toNode(entity)));
  rooms.set(snapshot, found);
  return found;
}

function toRoom(snapshot: Snapshot, node: ClusterNode): RoomOnNode {
  const pods = snapshot.podsOn(node.name).filter(({ isFinished }) => !isFinished);
  let totals: Map<string, number> | null = null;
  let ports: readonly HostPort[] | null = null;
  return {
    node,
    pods,
    reserved(resource) {
      totals ??= sumOf(pods.map(requestsOfPod));
      return totals.get(resource) ?? 0;
    },
    get ports() {
      ports ??= pods.flatMap((pod) => hostPorts(pod.raw));
      return ports;
    },
  };
}

const requests = new WeakMap<Pod, Requests>();

/** What a pod reserves. */
export function requestsOfPod(pod: Pod): Requests {
  const known = requests.get(pod) ?? podRequests((pod.raw as { readonly spec?: unknown }).spec);
  requests.set(pod, known);
  return known;
}

function sumOf(all: readonly Requests[]): Map<string, number> {
  const total = new Map<string, number>();
  for (const one of all) for (const [name, amount] of one) total.set(name, (total.get(name) ?? 0) + amount);
  return total;
}

/** Ports of the node that a pod asks for. */
export function hostPorts(pod: unknown): readonly HostPort[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(pod, 'spec', list).flatMap((container) =>
      listAt(container, 'ports').flatMap((entry) => {
        const port = numberAt(entry, 'hostPort');
        if (port === null || port === 0) return [];
        return [{ port, protocol: textAt(entry, 'protocol') || 'TCP', address: textAt(entry, 'hostIP') || '0.0.0.0' }];
      }),
    ),
  );
}

/** Whether two pods cannot stand on one node. */
export function collides(one: HostPort, other: HostPort): boolean {
  if (one.port !== other.port || one.protocol !== other.protocol) return false;
  return one.address === other.address || one.address === '0.0.0.0' || other.address === '0.0.0.0';
}
