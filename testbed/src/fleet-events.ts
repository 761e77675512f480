import type { FleetWorkload } from './fleet-workload.ts';
import { replicaSetName } from './fleet-workload.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

const complaints = [
  {
    reason: 'Unhealthy',
    message: 'Readiness probe failed: Get "http://10.128.3.7:8080/readyz": context deadline exceeded',
  },
  { reason: 'BackOff', message: 'Back-off restarting failed container app in pod' },
  {
    reason: 'FailedScheduling',
    message: '0/1000 nodes are available: 1000 Insufficient cpu. preemption: not eligible',
  },
  {
    reason: 'FailedMount',
    message: 'MountVolume.SetUp failed for volume "config" : configmap "environment" not found',
  },
] as const;

/** Warnings about pods of a fleet that run: history, since none of what they complain of holds any more. */
export function fleetEvents(
  workload: FleetWorkload,
  first: number,
  count: number,
  time: string,
): readonly KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => {
    const complaint = complaints[(first + index) % complaints.length] ?? complaints[0];
    const pod = `${replicaSetName(workload)}-${(index % workload.replicas).toString(36).padStart(5, '0')}`;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${pod}.${(first + index).toString(16).padStart(16, '0')}`, namespace: workload.namespace },
      involvedObject: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: workload.namespace,
        name: pod,
        fieldPath: 'spec.containers{app}',
      },
      type: 'Warning',
      ...complaint,
      count: 3,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: 'kubelet', host: 'fleet-0001' },
      reportingComponent: 'kubelet',
      reportingInstance: 'fleet-0001',
    };
  });
}
