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

/** A node that kwok plays: it gets heartbeats, and what is placed on it runs. Zones rotate by `index`. */
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
    status: { capacity: size, allocatable: size },
  };
}

/** The nodes that every test bed begins with: `kwok-0` to `kwok-2`, 8 cores and 32 GiB each. */
export function baseNodes(count: number): readonly KubernetesObject[] {
  const size = { cpu: '8', memory: '32Gi', pods: '110' };
  return Array.from({ length: count }, (_, index) => fakeNode(`kwok-${index}`, index, size));
}
