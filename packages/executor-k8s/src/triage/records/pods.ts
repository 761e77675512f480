import type { JsonObject } from '@cloudops/spec';
import { conditionOf, listAt, numberAt, textAt, valueAt } from '../../evidence/read.ts';
import type { RecordKind } from './record-kind.ts';
import { reduceTemplate } from './template.ts';

const healthyFields = [
  'metadata.namespace',
  'metadata.name',
  'metadata.labels',
  'metadata.creationTimestamp',
  'metadata.ownerReferences',
  'spec.nodeName',
  'spec.nodeSelector',
  'spec.serviceAccountName',
  'spec.priority',
  'spec.schedulerName',
  'spec.hostNetwork',
  'spec.overhead',
  'spec.resources',
  'spec.affinity.podAntiAffinity',
  'spec.containers[].name',
  'spec.containers[].ports',
  'spec.containers[].resources',
  'spec.initContainers[].name',
  'spec.initContainers[].restartPolicy',
  'spec.initContainers[].ports',
  'spec.initContainers[].resources',
  'spec.volumes[].name',
  'spec.volumes[].persistentVolumeClaim',
  'spec.volumes[].configMap.name',
  'spec.volumes[].secret.secretName',
  'status.phase',
  'status.reason',
  'status.startTime',
  'status.conditions[].type',
  'status.conditions[].status',
  'status.containerStatuses[].name',
  'status.containerStatuses[].ready',
  'status.containerStatuses[].restartCount',
  'status.containerStatuses[].lastState.terminated.reason',
  'status.containerStatuses[].lastState.terminated.exitCode',
  'status.containerStatuses[].lastState.terminated.finishedAt',
  // What follows a healthy pod has not: it is read to see that.
  'metadata.deletionTimestamp',
  'status.containerStatuses[].state.waiting.reason',
  'status.initContainerStatuses[].state.waiting.reason',
  'status.initContainerStatuses[].restartCount',
  'status.initContainerStatuses[].lastState.terminated.reason',
] as const;

/** Kinds whose templates the snapshot holds. */
const templateOwners: ReadonlySet<string> = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job']);

/** Whether anything about a pod asks for a closer look, so that its whole specification is worth keeping. */
function isTroubled(pod: unknown): boolean {
  const phase = textAt(pod, 'status', 'phase');
  if (valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined) return true;
  if (phase === 'Succeeded') return false;
  if (phase !== 'Running') return true;
  // What other controllers make pods from is not read, so the pod itself has to say what it uses.
  if (!listAt(pod, 'metadata', 'ownerReferences').some((owner) => templateOwners.has(textAt(owner, 'kind'))))
    return true;
  if (textAt(conditionOf(pod, 'Ready')?.raw, 'status') !== 'True') return true;
  return ['containerStatuses', 'initContainerStatuses'].some((list) =>
    listAt(pod, 'status', list).some(
      (status) =>
        valueAt(status, 'state', 'waiting') !== undefined ||
        ((numberAt(status, 'restartCount') ?? 0) > 0 && valueAt(status, 'lastState', 'terminated') !== undefined),
    ),
  );
}

function slim(pod: JsonObject): JsonObject {
  reduceTemplate(pod.spec);
  return pod;
}

/** Pods: all of a failing one, little of a healthy one, whose template its owner holds. */
export const podRecord: RecordKind = {
  name: 'pods',
  kind: 'Pod',
  resource: 'pods',
  fields: [
    'metadata.namespace',
    'metadata.name',
    'metadata.labels',
    'metadata.creationTimestamp',
    'metadata.deletionTimestamp',
    'metadata.deletionGracePeriodSeconds',
    'metadata.finalizers',
    'metadata.ownerReferences[].kind',
    'metadata.ownerReferences[].name',
    'metadata.ownerReferences[].controller',
    'spec.nodeName',
    'spec.nodeSelector',
    'spec.affinity',
    'spec.tolerations',
    'spec.topologySpreadConstraints',
    'spec.schedulerName',
    'spec.schedulingGates',
    'spec.priority',
    'spec.priorityClassName',
    'spec.preemptionPolicy',
    'spec.serviceAccountName',
    'spec.imagePullSecrets',
    'spec.restartPolicy',
    'spec.hostNetwork',
    'spec.dnsPolicy',
    'spec.dnsConfig',
    'spec.overhead',
    'spec.resources',
    'spec.runtimeClassName',
    'spec.securityContext',
    'spec.terminationGracePeriodSeconds',
    'spec.activeDeadlineSeconds',
    'spec.volumes',
    'spec.containers',
    'spec.initContainers',
    'status.phase',
    'status.reason',
    'status.message',
    'status.startTime',
    'status.nominatedNodeName',
    'status.conditions[].type',
    'status.conditions[].status',
    'status.conditions[].reason',
    'status.conditions[].message',
    'status.conditions[].lastTransitionTime',
    'status.containerStatuses[].name',
    'status.containerStatuses[].ready',
    'status.containerStatuses[].started',
    'status.containerStatuses[].restartCount',
    'status.containerStatuses[].state',
    'status.containerStatuses[].lastState',
    'status.initContainerStatuses[].name',
    'status.initContainerStatuses[].ready',
    'status.initContainerStatuses[].started',
    'status.initContainerStatuses[].restartCount',
    'status.initContainerStatuses[].state',
    'status.initContainerStatuses[].lastState',
  ],
  healthy: { fields: healthyFields, applies: (pod) => !isTroubled(pod) },
  slim,
};
