import { listAt, numberAt, timeAt } from '../../../evidence/read.ts';
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

/** A controller that works takes its finalizer off within this time of the request. Milliseconds. */
const promptMs = 5000;

/**
 * Whether finalizers of somebody else hold a deleted pod: its containers have ended, or five seconds passed since the
 * request and nobody has taken them off.
 */
export function isHeldBack(pod: Pod, now: number | null): boolean {
  if (!pod.isTerminating || heldBy(pod).length === 0) return false;
  if (hasKubeletFinished(pod)) return true;
  // The API server adds the grace period to the time of the request.
  const due = timeAt(pod.raw, 'metadata', 'deletionTimestamp');
  const graceSec = numberAt(pod.raw, 'metadata', 'deletionGracePeriodSeconds') ?? 0;
  return due !== null && now !== null && now - (due - graceSec * 1000) >= promptMs;
}
