import type { KubernetesObject } from './kubernetes-object.ts';

/** One workload of a fleet: a Deployment, its ReplicaSet, and pods of these. */
export interface FleetWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly image: string;
}

const hash = '6d4f8b7c59';
const firstRevision = { 'deployment.kubernetes.io/revision': '1' };

/** The name of a workload's only ReplicaSet. */
export function replicaSetName(workload: FleetWorkload): string {
  return `${workload.name}-${hash}`;
}

function labels(workload: FleetWorkload): Readonly<Record<string, string>> {
  return {
    app: workload.name,
    'app.kubernetes.io/name': workload.name,
    'app.kubernetes.io/part-of': workload.namespace,
    'app.kubernetes.io/version': '4.18.2',
    'helm.sh/chart': `${workload.name}-2.7.1`,
  };
}

function annotations(workload: FleetWorkload): Readonly<Record<string, string>> {
  return {
    'kwok.x-k8s.io/usage-cpu': '120m',
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '9102',
    'checksum/config': 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
    'sidecar.mesh.example/proxy-config': `{"tracing":{"sampling":1.0},"concurrency":2,"service":"${workload.name}"}`,
  };
}

function environment(workload: FleetWorkload): readonly unknown[] {
  const field = (name: string, fieldPath: string): unknown => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const secret = (name: string, key: string): unknown => ({
    name,
    valueFrom: { secretKeyRef: { name: `${workload.name}-credentials`, key } },
  });
  const plain = Array.from({ length: 1 }, (_, index) => ({
    name: `FEATURE_${String(index).padStart(2, '0')}_ENDPOINT`,
    value: `http://backend-${index}.${workload.namespace}.svc.cluster.local:8080/api/v2`,
  }));
  return [
    field('POD_NAME', 'metadata.name'),
    field('POD_IP', 'status.podIP'),
    secret('DATABASE_URL', 'database-url'),
    ...plain,
  ];
}

function probe(path: string, periodSeconds: number): unknown {
  return { httpGet: { path, port: 8080 }, periodSeconds, timeoutSeconds: 3, failureThreshold: 5 };
}

function mainContainer(workload: FleetWorkload): unknown {
  return {
    name: 'app',
    image: workload.image,
    args: ['--config=/etc/app/config.yaml', '--log-format=json', '--shutdown-grace=25s'],
    ports: [{ name: 'http', containerPort: 8080 }],
    env: environment(workload),
    envFrom: [{ configMapRef: { name: `${workload.name}-environment` } }],
    resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    livenessProbe: probe('/healthz', 15),
    readinessProbe: probe('/readyz', 5),
    securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app', readOnly: true },
      { name: 'certificates', mountPath: '/etc/certificates', readOnly: true },
    ],
  };
}

function podSpec(workload: FleetWorkload): Readonly<Record<string, unknown>> {
  const spread = { labelSelector: { matchLabels: { app: workload.name } } };
  return {
    containers: [mainContainer(workload)],
    terminationGracePeriodSeconds: 40,
    securityContext: { runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', ...spread },
    ],
    volumes: [
      { name: 'config', configMap: { name: `${workload.name}-config` } },
      { name: 'certificates', secret: { secretName: `${workload.name}-certificates` } },
    ],
  };
}

function template(workload: FleetWorkload): unknown {
  const metadata = { labels: labels(workload), annotations: annotations(workload) };
  return { metadata, spec: podSpec(workload) };
}

/** The workload's Deployment. */
export function fleetDeployment(workload: FleetWorkload): KubernetesObject {
  const { name, namespace, replicas } = workload;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: labels(workload), annotations: firstRevision },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(workload) },
  };
}

function owner(kind: string, name: string, uid: string): readonly unknown[] {
  return [{ apiVersion: 'apps/v1', kind, name, uid, controller: true, blockOwnerDeletion: true }];
}

/** The ReplicaSet that the Deployment's controller would have made. */
export function fleetReplicaSet(workload: FleetWorkload, deploymentUid: string): KubernetesObject {
  const { name, namespace, replicas } = workload;
  const hashed = { ...labels(workload), 'pod-template-hash': hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName(workload),
      namespace,
      labels: hashed,
      annotations: firstRevision,
      ownerReferences: owner('Deployment', name, deploymentUid),
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: name, 'pod-template-hash': hash } },
      template: { metadata: { labels: hashed, annotations: annotations(workload) }, spec: podSpec(workload) },
    },
  };
}

/** What the ReplicaSet's controller would say of it once all its pods run. */
export function fleetReplicaSetStatus(workload: FleetWorkload): unknown {
  const { replicas } = workload;
  const counts = { replicas, fullyLabeledReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
  return { ...counts, terminatingReplicas: 0, observedGeneration: 1 };
}

/** What the Deployment's controller would say of it since `time` (ISO 8601). */
export function fleetDeploymentStatus(workload: FleetWorkload, time: string): unknown {
  const { replicas } = workload;
  const times = { lastUpdateTime: time, lastTransitionTime: time };
  const progress = `ReplicaSet "${replicaSetName(workload)}" has successfully progressed.`;
  const available = { reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' };
  const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
  return {
    ...counts,
    terminatingReplicas: 0,
    observedGeneration: 1,
    conditions: [
      { type: 'Available', status: 'True', ...available, ...times },
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: progress, ...times },
    ],
  };
}

/** A pod that the ReplicaSet's controller would have made, placed on a node already. */
export function fleetPod(
  workload: FleetWorkload,
  place: { readonly replicaSetUid: string; readonly index: number; readonly node: string },
): KubernetesObject {
  const suffix = place.index.toString(36).padStart(5, '0');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${replicaSetName(workload)}-${suffix}`,
      generateName: `${replicaSetName(workload)}-`,
      namespace: workload.namespace,
      labels: { ...labels(workload), 'pod-template-hash': hash },
      annotations: annotations(workload),
      ownerReferences: owner('ReplicaSet', replicaSetName(workload), place.replicaSetUid),
    },
    spec: { ...podSpec(workload), nodeName: place.node },
  };
}

/** The status of a fleet's pod that runs and is ready since `time` (ISO 8601). `serial` gives it an address. */
export function fleetPodStatus(workload: FleetWorkload, serial: number, time: string): unknown {
  const types = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  const podIP = `10.${128 + ((serial >> 16) & 63)}.${(serial >> 8) & 255}.${serial & 255}`;
  const id = serial.toString(16).padStart(64, '0');
  return {
    phase: 'Running',
    conditions: types.map((type) => ({ type, status: 'True', lastTransitionTime: time })),
    hostIP: '127.0.0.1',
    hostIPs: [{ ip: '127.0.0.1' }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: time,
    containerStatuses: [
      {
        name: 'app',
        image: workload.image,
        imageID: `${workload.image.split(':')[0] ?? ''}@sha256:${id}`,
        containerID: `containerd://${id}`,
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: time } },
      },
    ],
  };
}
