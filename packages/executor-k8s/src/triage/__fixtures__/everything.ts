import { ago } from './look.ts';
import { app, apps, crashLoop, event, node, type Raw, waiting } from './objects.ts';
import { condition, meta } from './parts.ts';
import { troubledPlatform } from './troubled-platform.ts';
import { troubledWays } from './troubled-ways.ts';

const settings = {
  env: [
    { name: 'DB_HOST', value: 'dbs' },
    { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'login', key: 'pass' } } },
    { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } },
  ],
  ports: [{ name: 'http', containerPort: 8080 }],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 10 },
  livenessProbe: { tcpSocket: { port: 8081 }, failureThreshold: 3 },
};
const pulling =
  'Back-off pulling image "x": ErrImagePull: dial tcp: lookup registry.example on 10.0.0.2:53: no such host';
const scheduling =
  '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {dedicated: batch}. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.';

const workloads = [
  app('crashing', { status: crashLoop(), container: settings }),
  app('killed', { status: crashLoop(137, 'OOMKilled'), container: settings }),
  app('pulling', { status: waiting('ImagePullBackOff', pulling), container: { image: 'registry.example/a:1' } }),
  app('misconfigured', {
    status: waiting('CreateContainerConfigError', 'secret "login" not found'),
    container: settings,
    spec: {
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      imagePullSecrets: [{ name: 'p' }],
    },
  }),
  app('pending', {
    node: '',
    status: { ready: false, state: {}, restartCount: 0 },
    podStatus: {
      phase: 'Pending',
      containerStatuses: [],
      conditions: [condition('PodScheduled', 'False', 'Unschedulable', scheduling)],
    },
    spec: {
      nodeSelector: { disk: 'fast' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'pending' } },
        },
      ],
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'pending' } } },
          ],
        },
      },
    },
  }),
  app('unready', { status: { ready: false }, container: settings }),
  app('well', { container: settings }),
];

const bare = (name: string, parts: Raw): Raw => ({
  metadata: meta(name, { ownerReferences: [{ kind: 'Whatever', name: 'x', controller: true }] }),
  spec: { containers: [{ name: 'app', ...settings }], nodeName: 'node-2' },
  ...parts,
});

const base = apps(...workloads);

/** A cluster in which something of each area is wrong, as lists by record name: to be shuffled and spoiled. */
export const everything: Readonly<Record<string, readonly unknown[]>> = {
  ...base,
  pods: [
    ...(base.pods ?? []),
    bare('evicted', {
      status: {
        phase: 'Failed',
        reason: 'Evicted',
        message:
          'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container app was using 900Mi, request is 64Mi, has larger consumption of memory.',
      },
    }),
    bare('leaving', { metadata: meta('leaving', { deletionTimestamp: ago(900), finalizers: ['example.com/x'] }) }),
  ],
  nodes: [
    node('node-1'),
    {
      ...node('node-2'),
      spec: { unschedulable: true, taints: [{ key: 'dedicated', value: 'batch', effect: 'NoSchedule' }] },
    },
    {
      ...node('node-3'),
      status: {
        allocatable: { cpu: '4' },
        conditions: [
          condition('Ready', 'Unknown', 'NodeStatusUnknown'),
          condition('DiskPressure', 'True', 'KubeletHasDiskPressure'),
        ],
      },
    },
  ],
  statefulsets: [
    {
      metadata: meta('store', { generation: 2 }),
      spec: {
        replicas: 3,
        serviceName: 'stor',
        selector: { matchLabels: { app: 'store' } },
        template: { metadata: { labels: { app: 'store' } }, spec: { containers: [{ name: 'app', ...settings }] } },
      },
      status: { observedGeneration: 1, replicas: 1 },
    },
  ],
  jobs: [
    {
      metadata: meta('import'),
      spec: { backoffLimit: 1 },
      status: { failed: 2, startTime: ago(600), conditions: [condition('Failed', 'True', 'BackoffLimitExceeded')] },
    },
  ],
  cronjobs: [
    {
      metadata: meta('nightly'),
      spec: {
        schedule: '*/5 * * * *',
        timeZone: 'Europe/Berlin',
        concurrencyPolicy: 'Forbid',
        jobTemplate: { spec: { template: { spec: {} } } },
      },
      status: { lastScheduleTime: ago(7200) },
    },
  ],
  hpas: [
    {
      metadata: meta('scaler'),
      spec: {
        minReplicas: 1,
        maxReplicas: 2,
        scaleTargetRef: { kind: 'Deployment', name: 'wel', apiVersion: 'apps/v1' },
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
        ],
      },
      status: {
        currentReplicas: 2,
        desiredReplicas: 2,
        conditions: [condition('AbleToScale', 'False', 'FailedGetScale', 'not found')],
      },
    },
  ],
  budgets: [
    {
      metadata: meta('budget'),
      spec: { minAvailable: '100%', selector: { matchLabels: { app: 'well' } } },
      status: { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2 },
    },
  ],
  events: [
    event(
      'Pod',
      'crashing-6f7c9-0',
      'Unhealthy',
      'Liveness probe failed: dial tcp 10.0.0.1:8081: connect: connection refused',
    ),
    event('Pod', 'unready-6f7c9-0', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 500'),
    event(
      'Pod',
      'unready-6f7c9-1',
      'FailedMount',
      'MountVolume.SetUp failed for volume "data" : secret "login" not found',
    ),
    event('Pod', 'pending-6f7c9-0', 'FailedScheduling', scheduling),
    event(
      'ReplicaSet',
      'well-6f7c9',
      'FailedCreate',
      'pods "x" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=2, limited: pods=2',
    ),
    event('CronJob', 'nightly', 'JobAlreadyActive', 'Not starting job'),
  ],
  touched_deployments: [
    {
      metadata: meta('crashing', {
        managedFields: [{ manager: 'kubectl-edit', operation: 'Update', time: ago(300), apiVersion: 'apps/v1' }],
      }),
    },
  ],
  touched_cronjobs: [
    {
      metadata: meta('nightly', {
        managedFields: [{ manager: 'helm', operation: 'Update', time: ago(300), apiVersion: 'batch/v1beta1' }],
      }),
    },
  ],
  ...troubledWays,
  ...troubledPlatform,
};
