import type { RecordKind } from './record-kind.ts';

const touched = [
  'metadata.namespace',
  'metadata.name',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'metadata.managedFields[].manager',
  'metadata.managedFields[].operation',
  'metadata.managedFields[].subresource',
  'metadata.managedFields[].time',
  'metadata.managedFields[].apiVersion',
] as const;

function touches(name: string, kind: string, resource: string): RecordKind {
  return { name: `touched_${name}`, kind, resource, fields: touched };
}

/** Who wrote objects last, when, and with which API version; nothing of what is in them. */
export const historyRecords: readonly RecordKind[] = [
  touches('deployments', 'Deployment', 'deployments.apps'),
  touches('statefulsets', 'StatefulSet', 'statefulsets.apps'),
  touches('daemonsets', 'DaemonSet', 'daemonsets.apps'),
  touches('cronjobs', 'CronJob', 'cronjobs.batch'),
  touches('configmaps', 'ConfigMap', 'configmaps'),
  touches('services', 'Service', 'services'),
  touches('ingresses', 'Ingress', 'ingresses.networking.k8s.io'),
  touches('networkpolicies', 'NetworkPolicy', 'networkpolicies.networking.k8s.io'),
  touches('hpas', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers.autoscaling'),
  touches('budgets', 'PodDisruptionBudget', 'poddisruptionbudgets.policy'),
  touches('quotas', 'ResourceQuota', 'resourcequotas'),
  touches('nodes', 'Node', 'nodes'),
  {
    name: 'controllerrevisions',
    kind: 'ControllerRevision',
    resource: 'controllerrevisions.apps',
    fields: [
      'metadata.namespace',
      'metadata.name',
      'metadata.creationTimestamp',
      'metadata.ownerReferences[].kind',
      'metadata.ownerReferences[].name',
      'metadata.ownerReferences[].controller',
      'revision',
      'data.spec.template.spec.containers[].name',
      'data.spec.template.spec.containers[].image',
      'data.spec.template.spec.containers[].resources',
    ],
  },
];
