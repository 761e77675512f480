import { createHash } from 'node:crypto';
import type { KubernetesObject } from './kubernetes-object.ts';

/** The path at which kwok serves a node's usage; metrics-server reads it from the node's annotation. */
export function metricsPath(node: string): string {
  return `/metrics/nodes/${node}/metrics/resource`;
}

/** A fake node's size. */
export interface NodeSize {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
}

/** An InternalIP of its own for the node with this number; outside the pods' and services' ranges. */
export function nodeAddress(index: number): string {
  return `10.${192 + ((index >> 16) & 63)}.${(index >> 8) & 255}.${index & 255}`;
}

/** A node as it stands in a scenario, with an address if it names none. It depends on the node's name alone. */
export function withAddress(node: KubernetesObject): KubernetesObject {
  const status = (node.status ?? {}) as Readonly<Record<string, unknown>>;
  if (status.addresses !== undefined) return node;
  const digest = createHash('sha256')
    .update(node.metadata.name ?? '')
    .digest();
  // The upper half: a fleet is numbered from below.
  const index = 0x200000 | (digest.readUInt32BE(0) & 0x1fffff);
  return { ...node, status: { ...status, addresses: [{ type: 'InternalIP', address: nodeAddress(index) }] } };
}

/**
 * A node that kwok plays: it gets heartbeats, and what is placed on it runs. `index`, of its own for each node, gives
 * its zone and its address.
 */
export function fakeNode(name: string, index: number, size: NodeSize): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'node.kubernetes.io/instance-type': 'm6i.2xlarge',
        'topology.kubernetes.io/region': 'eu-west-1',
        'topology.kubernetes.io/zone': `eu-west-1${['a', 'b', 'c'][index % 3] ?? 'a'}`,
        type: 'kwok',
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'kwok.x-k8s.io/node': 'fake',
        'metrics.k8s.io/resource-metrics-path': metricsPath(name),
      },
    },
    status: {
      capacity: size,
      allocatable: size,
      addresses: [{ type: 'InternalIP', address: nodeAddress(index) }],
    },
  };
}

/** The nodes that every test bed begins with: `kwok-0` to `kwok-2`, 8 cores and 32 GiB each. */
export function baseNodes(count: number): readonly KubernetesObject[] {
  const size = { cpu: '8', memory: '32Gi', pods: '110' };
  return Array.from({ length: count }, (_, index) => fakeNode(`kwok-${index}`, index, size));
}
