import type { FakeCluster, Loose } from './fake-cluster.ts';

/** Where workloads of a kind in namespace `shop` are. */
export const collections: Readonly<Record<string, string>> = {
  Deployment: '/apis/apps/v1/namespaces/shop/deployments',
  StatefulSet: '/apis/apps/v1/namespaces/shop/statefulsets',
  DaemonSet: '/apis/apps/v1/namespaces/shop/daemonsets',
  ReplicaSet: '/apis/apps/v1/namespaces/shop/replicasets',
  ControllerRevision: '/apis/apps/v1/namespaces/shop/controllerrevisions',
  HorizontalPodAutoscaler: '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers',
  LimitRange: '/api/v1/namespaces/shop/limitranges',
  PodDisruptionBudget: '/apis/policy/v1/namespaces/shop/poddisruptionbudgets',
  Pod: '/api/v1/namespaces/shop/pods',
  Node: '/api/v1/nodes',
};

/** A status in which everything is as wanted. */
export function settled(generation: number, replicas: number): Loose {
  return {
    observedGeneration: generation,
    ...{ replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas },
    ...{ currentRevision: 'r', updateRevision: 'r' },
    ...{ desiredNumberScheduled: replicas, currentNumberScheduled: replicas },
    ...{ updatedNumberScheduled: replicas, numberAvailable: replicas },
  };
}

/** A workload `shop/<name>` with so many pods, all of them fine. */
export function putWorkload(cluster: FakeCluster, kind: string, name: string, replicas = 2, spec: Loose = {}): Loose {
  const container = { name: 'app', image: 'shop/api:1', resources: {} };
  return cluster.put(collections[kind] ?? '', {
    kind,
    metadata: { name, namespace: 'shop', generation: 1 },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas }),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
      ...spec,
    },
    status: settled(1, replicas),
  });
}

/** A pod of `shop`, ready unless its status says otherwise. */
export function putPod(cluster: FakeCluster, name: string, more: Loose = {}): Loose {
  const { metadata = {}, spec = {}, status = {} } = more;
  return cluster.put(collections.Pod ?? '', {
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app: 'api' }, ...metadata },
    spec: { nodeName: 'n1', containers: [{ name: 'app' }], ...spec },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }],
      ...status,
    },
  });
}

/** Plays a controller that does what a workload says at once. */
export function obey(cluster: FakeCluster): void {
  cluster.react = (path) => {
    const object = cluster.get(path);
    if (object?.spec?.template === undefined) return;
    const replicas = object.spec.replicas ?? object.status.desiredNumberScheduled;
    object.status = settled(object.metadata.generation, replicas);
  };
}
