import type { Remediation } from '@cloudops/spec';
import { isScalable } from '../../../evidence/feasible.ts';
import { numberAt } from '../../../evidence/read.ts';
import { autoscalersOf } from '../../snapshot/autoscaler.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

/**
 * Scale a workload down to the number of pods that have a place; nothing where that is none or all, or where an autoscaler
 * would set the replicas back.
 */
export function scaleTo(snapshot: Snapshot, workload: Workload): readonly Remediation[] {
  const { kind, namespace, name, entity } = workload;
  const places = workload.pods.filter(({ node, isFinished }) => node !== '' && !isFinished).length;
  const saved = numberAt(entity?.raw, 'spec', 'replicas');
  if (!isScalable(kind) || saved === null || places < 1 || places >= saved) return [];
  if (autoscalersOf(snapshot).some(({ targetKey }) => targetKey === workload.key)) return [];
  return [
    {
      title: `Scale ${kind} ${namespace}/${name} from ${saved} to ${places} replicas, which have room`,
      playbook: 'k8s-scale',
      inputs: { namespace, workload: `${kind}/${name}`, replicas: places },
      risk: 'write',
      undo: `Scale back to ${saved} replicas.`,
    },
  ];
}

/** A request that is too large, and what half of the largest node would be. */
export interface OversizedRequest {
  readonly container: string;
  readonly resource: string;
  readonly saved: number;
  readonly largest: number;
}

/** Lower a request of cpu or memory to half of the largest node. */
export function lowerRequest(workload: Workload, oversized: OversizedRequest): readonly Remediation[] {
  const { kind, namespace, name } = workload;
  const { container, resource, saved, largest } = oversized;
  if ((resource !== 'cpu' && resource !== 'memory') || !isScalable(kind) || largest <= 0) return [];
  const proposed = plain(resource, resource === 'memory' ? Math.floor(largest / 2 / 2 ** 20) * 2 ** 20 : largest / 2);
  return [
    {
      title: `Set requests.${resource} of container ${container} in ${kind} ${namespace}/${name} to ${proposed}`,
      playbook: 'k8s-set-resources',
      inputs: { namespace, workload: `${kind}/${name}`, container, [`requests_${resource}`]: proposed },
      risk: 'write',
      undo: `Set requests.${resource} back to ${plain(resource, saved)}.`,
    },
  ];
}

/** Exactly, as a quantity: `3.9Gi` is no whole number of bytes, which set-resources refuses. */
function plain(resource: string, value: number): string {
  if (resource === 'memory') {
    const [size, unit] = value % 2 ** 30 === 0 ? [2 ** 30, 'Gi'] : value % 2 ** 20 === 0 ? [2 ** 20, 'Mi'] : [1, ''];
    return `${value / size}${unit}`;
  }
  return Number.isInteger(value) ? String(value) : `${Math.floor(value * 1000)}m`;
}
