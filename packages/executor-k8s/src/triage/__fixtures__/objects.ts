import { ago } from './look.ts';

/** A raw API object. */
export type Raw = Readonly<Record<string, unknown>>;

/** What a staged workload may change; the rest is healthy. */
export interface AppOptions {
  readonly namespace?: string;
  readonly replicas?: number;
  /** Merged into the container `app` of template and pods. */
  readonly container?: Raw;
  /** Merged into the pod specification of template and pods. */
  readonly spec?: Raw;
  /** Status of the container `app` in each pod; a healthy one unless stated. */
  readonly status?: Raw;
  /** Merged into each pod's status. */
  readonly podStatus?: Raw;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Seconds ago; an hour unless stated. */
  readonly age?: number;
}

/** A Deployment with its ReplicaSet and pods, as `deployments`, `replicasets` and `pods`. */
export interface App {
  readonly deployment: Raw;
  readonly replicaSet: Raw;
  readonly pods: readonly Raw[];
}

const running = { state: { running: { startedAt: ago(3000) } }, ready: true, started: true, restartCount: 0 };

/** Status of a container that crash-loops. */
export function crashLoop(exitCode = 1, reason = 'Error', restarts = 5): Raw {
  return {
    ready: false,
    started: false,
    restartCount: restarts,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
    lastState: { terminated: { exitCode, reason, startedAt: ago(70), finishedAt: ago(60) } },
  };
}

/** Status of a container that waits. */
export function waiting(reason: string, message = ''): Raw {
  return { ready: false, started: false, restartCount: 0, state: { waiting: { reason, message } } };
}

/** Makes a Deployment `name` whose pods are all in one state. */
export function app(name: string, options: AppOptions = {}): App {
  const {
    namespace = 'shop',
    replicas = 2,
    container = {},
    spec = {},
    status = {},
    podStatus = {},
    node = 'node-1',
    age = 3600,
  } = options;
  const labels = { app: name, ...options.labels };
  const created = ago(age);
  const podSpec = {
    containers: [
      {
        name: 'app',
        image: `registry.local/${name}:1.0`,
        resources: { requests: { cpu: '100m', memory: '64Mi' } },
        ...container,
      },
    ],
    serviceAccountName: 'default',
    ...spec,
  };
  const template = { metadata: { labels }, spec: podSpec };
  const state = { name: 'app', ...running, ...status };
  const isReady = state.ready === true;
  const pods = Array.from({ length: replicas }, (_, index) => ({
    metadata: {
      namespace,
      name: `${name}-6f7c9-${index}`,
      labels: { ...labels, 'pod-template-hash': '6f7c9' },
      creationTimestamp: created,
      ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-6f7c9`, controller: true }],
    },
    spec: { ...podSpec, nodeName: node },
    status: {
      phase: isReady || state.restartCount > 0 ? 'Running' : 'Pending',
      startTime: created,
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: ago(isReady ? 3000 : 120) },
      ],
      containerStatuses: [state],
      ...podStatus,
    },
  }));
  const ready = isReady ? replicas : 0;
  return {
    deployment: {
      metadata: {
        namespace,
        name,
        labels,
        creationTimestamp: created,
        generation: 1,
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
      spec: { replicas, selector: { matchLabels: { app: name } }, template },
      status: {
        observedGeneration: 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: ready,
        availableReplicas: ready,
        unavailableReplicas: replicas - ready,
        conditions: [
          {
            type: 'Available',
            status: isReady ? 'True' : 'False',
            reason: isReady ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          },
          { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
        ],
      },
    },
    replicaSet: {
      metadata: {
        namespace,
        name: `${name}-6f7c9`,
        labels: { ...labels, 'pod-template-hash': '6f7c9' },
        creationTimestamp: created,
        annotations: { 'deployment.kubernetes.io/revision': '1' },
        ownerReferences: [{ kind: 'Deployment', name, controller: true }],
      },
      spec: { replicas, selector: { matchLabels: { app: name } }, template },
      status: { replicas, readyReplicas: ready },
    },
    pods,
  };
}

/** Lists of several apps, to stage with further lists. */
export function apps(...all: readonly App[]): Record<string, readonly Raw[]> {
  return {
    deployments: all.map(({ deployment }) => deployment),
    replicasets: all.map(({ replicaSet }) => replicaSet),
    pods: all.flatMap(({ pods }) => pods),
    nodes: [node('node-1'), node('node-2')],
  };
}

/** A healthy node with 4 cores and 16 GiB. */
export function node(name: string, extra: Raw = {}): Raw {
  const size = { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  return {
    metadata: {
      name,
      labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
      creationTimestamp: ago(86_400),
    },
    spec: {},
    status: {
      capacity: size,
      allocatable: size,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          lastTransitionTime: ago(80_000),
          lastHeartbeatTime: ago(20),
        },
      ],
    },
    ...extra,
  };
}

/** A Service with a selector. */
export function service(name: string, extra: Raw = {}, namespace = 'shop'): Raw {
  return {
    metadata: { namespace, name, creationTimestamp: ago(3600) },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.10',
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
      ...extra,
    },
  };
}

/** A Warning event about an object. */
export function event(kind: string, name: string, reason: string, message: string, extra: Raw = {}): Raw {
  return {
    metadata: { namespace: 'shop', name: `${name}.${reason}` },
    type: 'Warning',
    involvedObject: { kind, namespace: 'shop', name },
    reason,
    message,
    count: 3,
    firstTimestamp: ago(300),
    lastTimestamp: ago(10),
    ...extra,
  };
}
