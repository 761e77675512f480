import type { KubeletReport } from './kubelet-report.ts';

/** One condition of a pod. */
export interface PodCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastTransitionTime: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What conditions follow from, besides the report. */
export interface ConditionFacts {
  /** Containers that are not ready, sidecars among them. */
  readonly unready: readonly string[];
  /** The init container that keeps the others from starting. */
  readonly waitsFor: string | null;
  /** When they came about, as the API writes times. */
  readonly since: string;
}

/** The conditions of a pod, in the words of `pkg/kubelet/status/generate.go` (v1.36). */
export function podConditions(
  report: KubeletReport,
  { unready, waitsFor, since }: ConditionFacts,
): readonly PodCondition[] {
  const condition = (type: string, holds: boolean, reason: string, message: string): PodCondition => {
    const base = { type, lastTransitionTime: since };
    return holds ? { ...base, status: 'True' } : { ...base, status: 'False', reason, message };
  };
  const finished = report.phase === undefined ? null : report.phase === 'Failed' ? 'PodFailed' : 'PodCompleted';
  const reason = finished ?? 'ContainersNotReady';
  const message = finished === null ? `containers with unready status: [${unready.join(' ')}]` : '';
  const ready = unready.length === 0 && finished === null;
  const sandbox = report.phase === undefined && report.waiting?.reason !== 'ContainerCreating';
  const incomplete = `containers with incomplete status: [${waitsFor}]`;
  return [
    condition('PodReadyToStartContainers', sandbox, '', ''),
    condition('Initialized', waitsFor === null, 'ContainersNotInitialized', incomplete),
    condition('Ready', ready, reason, message),
    condition('ContainersReady', ready, reason, message),
  ];
}
