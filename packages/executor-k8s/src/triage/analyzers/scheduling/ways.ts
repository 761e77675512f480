import type { Remediation } from '@cloudops/spec';
import { numberAt } from '../../../evidence/read.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { bytes } from './amount.ts';

const scalable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet']);

/** Scale a workload down to the number of pods that have a place; nothing where that is none or all. */
export function scaleTo(workload: Workload, places: number): readonly Remediation[] {
  const { kind, namespace, name, entity } = workload;
  const saved = numberAt(entity?.raw, 'spec', 'replicas');
  if (!scalable.has(kind) || saved === null || places < 1 || places >= saved) return [];
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
  if ((resource !== 'cpu' && resource !== 'memory') || !scalable.has(kind) || largest <= 0) return [];
  const proposed = plain(resource, largest / 2);
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

function plain(resource: string, value: number): string {
  if (resource === 'memory') return bytes(Math.floor(value / 2 ** 20) * 2 ** 20);
  return Number.isInteger(value) ? String(value) : `${Math.floor(value * 1000)}m`;
}
