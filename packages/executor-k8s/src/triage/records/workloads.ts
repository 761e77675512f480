import type { JsonObject } from '@cloudops/spec';
import { conditions, dated, owners } from './common-fields.ts';
import type { RecordKind } from './record-kind.ts';
import { dropAnnotations, isObject, reduceTemplate } from './template.ts';

/** What makes pods, and what scales and protects them. */
export const workloadRecords: readonly RecordKind[] = [
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

/** Settings of a workload's template are reduced as a pod's are. */
function slimWorkload(object: JsonObject): JsonObject {
  const { spec } = object;
  if (!isObject(spec)) return object;
  dropAnnotations(spec.jobTemplate);
  if (Array.isArray(spec.volumeClaimTemplates)) for (const claim of spec.volumeClaimTemplates) dropAnnotations(claim);
  const holder = isObject(spec.jobTemplate) ? spec.jobTemplate.spec : spec;
  const template = isObject(holder) ? holder.template : undefined;
  dropAnnotations(template);
  if (isObject(template)) reduceTemplate(template.spec);
  return object;
}
