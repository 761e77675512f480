import { listAt, numberAt } from '../../../evidence/read.ts';
import type { Pod } from '../../snapshot/pod.ts';

/** Finalizers that Kubernetes sets and removes by itself. Source: Kubernetes, "Finalizers"; job controller. */
const own: ReadonlySet<string> = new Set(['batch.kubernetes.io/job-tracking', 'foregroundDeletion', 'orphan']);

/** Finalizers that somebody else must remove before the pod can go. */
export function heldBy({ raw }: Pod): readonly string[] {
  return listAt(raw, 'metadata', 'finalizers').filter((one): one is string => typeof one === 'string' && !own.has(one));
}

/** Whether the kubelet has nothing left to do: it confirms with grace period 0, and all containers have ended by then. */
export function hasKubeletFinished(pod: Pod): boolean {
  if (numberAt(pod.raw, 'metadata', 'deletionGracePeriodSeconds') === 0 || pod.node === '') return true;
  const started = pod.containers.filter(({ state }) => state.kind !== 'unknown');
  return started.length > 0 && started.every(({ state }) => state.kind === 'terminated');
}
