import type { Remediation } from '@cloudops/spec';
import { autoscalerName } from '../changes/subject/find-autoscaler.ts';
import { parseWorkloadName } from '../changes/subject/workload-name.ts';

/** Whether a kind has a number of replicas that can be set. */
export function isScalable(kind: string): boolean {
  return kind === 'Deployment' || kind === 'StatefulSet';
}

/**
 * Whether a change knows the kind of workload that is proposed to it: Jobs, bare pods and what operators keep have a fault
 * and a remedy as others do, but nothing here that changes them.
 */
export function isFeasible({ playbook, inputs: { workload } }: Pick<Remediation, 'playbook' | 'inputs'>): boolean {
  if (typeof workload !== 'string' || autoscalerName(workload) !== null) return true;
  const named = parseWorkloadName(workload);
  return named !== null && (playbook !== 'k8s-scale' || isScalable(named.kind ?? ''));
}
