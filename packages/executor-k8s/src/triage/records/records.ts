import type { Json, JsonObject } from '@cloudops/spec';
import { slimApiService, withoutBundle } from './bundle.ts';
import { certificateRecord } from './certificate.ts';
import { endpointsIn } from './endpoints.ts';
import { historyRecords } from './history.ts';
import { podRecord } from './pods.ts';
import { rbacRecords } from './rbac.ts';
import type { RecordKind } from './record-kind.ts';
import { secretRecord } from './secret.ts';
import { isObject, reduceTemplate } from './template.ts';

const named = ['metadata.namespace', 'metadata.name'] as const;
const dated = [...named, 'metadata.labels', 'metadata.creationTimestamp', 'metadata.deletionTimestamp'] as const;
const conditions = [
  'status.conditions[].type',
  'status.conditions[].status',
  'status.conditions[].reason',
  'status.conditions[].message',
  'status.conditions[].lastTransitionTime',
] as const;
const owners = [
  'metadata.ownerReferences[].kind',
  'metadata.ownerReferences[].name',
  'metadata.ownerReferences[].controller',
] as const;

const workloads: readonly RecordKind[] = [
  {
    name: 'deployments',
    kind: 'Deployment',
    resource: 'deployments.apps',
    fields: [
      ...dated,
      'metadata.generation',
      'metadata.annotations["deployment.kubernetes.io/revision"]',
      'spec',
      'status',
    ],
    slim: slimWorkload,
  },
  {
    name: 'replicasets',
    kind: 'ReplicaSet',
    resource: 'replicasets.apps',
    fields: [
      ...dated,
      ...owners,
      'metadata.annotations["deployment.kubernetes.io/revision"]',
      'spec.replicas',
      'spec.template.spec.containers[].name',
      'spec.template.spec.containers[].image',
      'spec.template.spec.containers[].resources',
      'status.replicas',
      'status.readyReplicas',
      ...conditions,
    ],
  },
  {
    name: 'statefulsets',
    kind: 'StatefulSet',
    resource: 'statefulsets.apps',
    fields: [...dated, 'metadata.generation', 'spec', 'status'],
    slim: slimWorkload,
  },
  {
    name: 'daemonsets',
    kind: 'DaemonSet',
    resource: 'daemonsets.apps',
    fields: [...dated, 'metadata.generation', 'spec', 'status'],
    slim: slimWorkload,
  },
  {
    name: 'jobs',
    kind: 'Job',
    resource: 'jobs.batch',
    fields: [...dated, ...owners, 'spec', 'status'],
    slim: slimWorkload,
  },
  {
    name: 'cronjobs',
    kind: 'CronJob',
    resource: 'cronjobs.batch',
    fields: [...dated, 'spec', 'status'],
    slim: slimWorkload,
  },
  {
    name: 'hpas',
    kind: 'HorizontalPodAutoscaler',
    resource: 'horizontalpodautoscalers.autoscaling',
    fields: [...dated, 'spec', 'status'],
  },
  {
    name: 'budgets',
    kind: 'PodDisruptionBudget',
    resource: 'poddisruptionbudgets.policy',
    fields: [...dated, 'metadata.generation', 'spec', 'status'],
  },
];

const network: readonly RecordKind[] = [
  { name: 'services', kind: 'Service', resource: 'services', fields: [...dated, 'spec', 'status.loadBalancer'] },
  {
    name: 'endpointslices',
    kind: 'EndpointSlice',
    resource: 'endpointslices.discovery.k8s.io',
    fields: [
      ...named,
      'metadata.labels["kubernetes.io/service-name"]',
      'metadata.labels["endpointslice.kubernetes.io/managed-by"]',
      'addressType',
      'ports',
      'endpoints[].conditions',
      'endpoints[].targetRef.kind',
      'endpoints[].targetRef.name',
    ],
  },
  {
    name: 'ingresses',
    kind: 'Ingress',
    resource: 'ingresses.networking.k8s.io',
    fields: [...dated, 'metadata.annotations["kubernetes.io/ingress.class"]', 'spec', 'status'],
  },
  {
    name: 'ingressclasses',
    kind: 'IngressClass',
    resource: 'ingressclasses.networking.k8s.io',
    fields: [...named, 'metadata.annotations["ingressclass.kubernetes.io/is-default-class"]', 'spec'],
  },
  {
    name: 'gatewayclasses',
    kind: 'GatewayClass',
    resource: 'gatewayclasses.gateway.networking.k8s.io',
    fields: [...dated, 'spec', 'status'],
  },
  {
    name: 'gateways',
    kind: 'Gateway',
    resource: 'gateways.gateway.networking.k8s.io',
    fields: [...dated, 'metadata.generation', 'spec', 'status'],
  },
  {
    name: 'httproutes',
    kind: 'HTTPRoute',
    resource: 'httproutes.gateway.networking.k8s.io',
    fields: [...dated, 'metadata.generation', 'spec', 'status'],
  },
  {
    name: 'referencegrants',
    kind: 'ReferenceGrant',
    resource: 'referencegrants.gateway.networking.k8s.io',
    fields: [...named, 'spec'],
  },
  {
    name: 'networkpolicies',
    kind: 'NetworkPolicy',
    resource: 'networkpolicies.networking.k8s.io',
    fields: [...dated, 'spec'],
  },
];

const storage: readonly RecordKind[] = [
  {
    name: 'claims',
    kind: 'PersistentVolumeClaim',
    resource: 'persistentvolumeclaims',
    fields: [
      ...dated,
      'metadata.finalizers',
      'metadata.annotations["volume.kubernetes.io/selected-node"]',
      'spec',
      'status',
    ],
  },
  {
    name: 'volumes',
    kind: 'PersistentVolume',
    resource: 'persistentvolumes',
    fields: [
      ...dated,
      'metadata.annotations["pv.kubernetes.io/provisioned-by"]',
      'spec.capacity',
      'spec.csi.driver',
      'spec.accessModes',
      'spec.claimRef',
      'spec.storageClassName',
      'spec.volumeMode',
      'spec.nodeAffinity',
      'spec.persistentVolumeReclaimPolicy',
      'status',
    ],
  },
  {
    name: 'storageclasses',
    kind: 'StorageClass',
    resource: 'storageclasses.storage.k8s.io',
    fields: [
      ...named,
      'metadata.annotations["storageclass.kubernetes.io/is-default-class"]',
      'provisioner',
      'volumeBindingMode',
      'allowVolumeExpansion',
      'allowedTopologies',
      'reclaimPolicy',
    ],
  },
  {
    name: 'volumeattachments',
    kind: 'VolumeAttachment',
    resource: 'volumeattachments.storage.k8s.io',
    fields: [...dated, 'spec.nodeName', 'spec.source', 'status'],
  },
  { name: 'csidrivers', kind: 'CSIDriver', resource: 'csidrivers.storage.k8s.io', fields: [...named] },
];

const configuration: readonly RecordKind[] = [
  {
    name: 'configmaps',
    kind: 'ConfigMap',
    resource: 'configmaps',
    fields: [...dated, ...owners, 'data', 'binaryData', 'immutable'],
    slim: slimConfigMap,
  },
  {
    name: 'serviceaccounts',
    kind: 'ServiceAccount',
    resource: 'serviceaccounts',
    fields: [...named, 'imagePullSecrets', 'automountServiceAccountToken'],
  },
  secretRecord,
  { name: 'quotas', kind: 'ResourceQuota', resource: 'resourcequotas', fields: [...named, 'spec', 'status'] },
  { name: 'limitranges', kind: 'LimitRange', resource: 'limitranges', fields: [...named, 'spec'] },
  {
    name: 'namespaces',
    kind: 'Namespace',
    resource: 'namespaces',
    fields: [...dated, 'metadata.annotations', 'spec.finalizers', 'status'],
  },
  {
    name: 'priorityclasses',
    kind: 'PriorityClass',
    resource: 'priorityclasses.scheduling.k8s.io',
    fields: [...named, 'value', 'globalDefault', 'preemptionPolicy'],
  },
];

const cluster: readonly RecordKind[] = [
  {
    name: 'nodes',
    kind: 'Node',
    resource: 'nodes',
    fields: [
      ...dated,
      'spec.unschedulable',
      'spec.taints',
      'status.allocatable',
      'status.capacity',
      ...conditions,
      'status.conditions[].lastHeartbeatTime',
      'status.nodeInfo.kubeletVersion',
      'status.nodeInfo.architecture',
      'status.nodeInfo.operatingSystem',
      'status.nodeInfo.containerRuntimeVersion',
    ],
  },
  {
    name: 'events',
    kind: 'Event',
    resource: 'events',
    fieldSelector: 'type=Warning',
    fields: [
      ...named,
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.fieldPath',
      'reason',
      'message',
      'count',
      'firstTimestamp',
      'lastTimestamp',
      'eventTime',
      'series.count',
      'series.lastObservedTime',
      'reportingComponent',
      'source.component',
    ],
  },
  {
    // Normal events, of which only these say something: a start that was left out.
    name: 'cronevents',
    kind: 'Event',
    resource: 'events',
    fieldSelector: 'reason=JobAlreadyActive',
    fields: [
      ...named,
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'reason',
      'message',
      'count',
      'lastTimestamp',
      'eventTime',
      'series.count',
      'series.lastObservedTime',
    ],
  },
  {
    name: 'leases',
    kind: 'Lease',
    resource: 'leases.coordination.k8s.io',
    fields: [...named, 'spec.holderIdentity', 'spec.leaseDurationSeconds', 'spec.renewTime'],
  },
  {
    name: 'mutatingwebhooks',
    kind: 'MutatingWebhookConfiguration',
    resource: 'mutatingwebhookconfigurations.admissionregistration.k8s.io',
    fields: [...named, 'webhooks'],
    slim: slimWebhooks,
  },
  {
    name: 'validatingwebhooks',
    kind: 'ValidatingWebhookConfiguration',
    resource: 'validatingwebhookconfigurations.admissionregistration.k8s.io',
    fields: [...named, 'webhooks'],
    slim: slimWebhooks,
  },
  {
    name: 'apiservices',
    kind: 'APIService',
    resource: 'apiservices.apiregistration.k8s.io',
    fields: [...named, 'spec.service', 'spec.group', 'spec.version', 'spec.caBundle', ...conditions],
    slim: slimApiService,
  },
  certificateRecord,
];

type Slim = NonNullable<RecordKind['slim']>;

/** Keys count, and the addresses that values name; values may be anybody's secrets. CoreDNS's own file is what DNS hangs on. */
function slimConfigMap(object: Parameters<Slim>[0]): ReturnType<Slim> {
  const { data, binaryData, metadata, ...rest } = object;
  const isDns =
    isObject(metadata) &&
    metadata.namespace === 'kube-system' &&
    /^(coredns|node-local-dns|kube-dns)/.test(String(metadata.name));
  const entries = Object.entries(isObject(data) ? data : {});
  const endpoints = entries.flatMap(([key, value]): [string, Json][] => {
    const found = typeof value === 'string' ? endpointsIn(key, value) : [];
    return found.length === 0 ? [] : [[key, [...found]]];
  });
  return {
    ...rest,
    ...(metadata === undefined ? {} : { metadata }),
    ...(data === undefined ? {} : { data: isDns ? data : withoutValues(data) }),
    ...(binaryData === undefined ? {} : { binaryData: withoutValues(binaryData) }),
    ...(endpoints.length === 0 ? {} : { endpoints: Object.fromEntries(endpoints) }),
  };
}

function withoutValues(map: Json): Json {
  return Object.fromEntries(Object.keys(isObject(map) ? map : {}).map((key) => [key, '']));
}

/** Settings of a workload's template are reduced as a pod's are. */
function slimWorkload(object: Parameters<Slim>[0]): ReturnType<Slim> {
  const { spec } = object;
  if (!isObject(spec)) return object;
  const holder = isObject(spec.jobTemplate) ? spec.jobTemplate.spec : spec;
  const template = isObject(holder) ? holder.template : undefined;
  if (isObject(template)) {
    reduceTemplate(template.spec);
    if (isObject(template.metadata)) delete (template.metadata as Record<string, Json>).annotations;
  }
  return object;
}

/** Of the certificate bundle only the day on which it ends is kept. */
function slimWebhooks(object: Parameters<Slim>[0]): ReturnType<Slim> {
  const { webhooks } = object;
  if (!Array.isArray(webhooks)) return object;
  const without = webhooks.map((webhook) => {
    if (typeof webhook !== 'object' || webhook === null || Array.isArray(webhook)) return webhook;
    const { clientConfig } = webhook;
    if (typeof clientConfig !== 'object' || clientConfig === null || Array.isArray(clientConfig)) return webhook;
    return { ...webhook, clientConfig: withoutBundle(clientConfig as JsonObject) };
  });
  return { ...object, webhooks: without };
}

/** Every kind that a snapshot can hold. */
export const recordKinds: readonly RecordKind[] = [
  podRecord,
  ...workloads,
  ...network,
  ...storage,
  ...configuration,
  ...cluster,
  ...rbacRecords,
  ...historyRecords,
];

/** Names of {@link recordKinds}, for inputs. */
export const recordNames: readonly string[] = recordKinds.map(({ name }) => name);

/** @returns undefined for a name that is none. */
export function findRecord(name: string): RecordKind | undefined {
  return recordKinds.find((record) => record.name === name);
}
