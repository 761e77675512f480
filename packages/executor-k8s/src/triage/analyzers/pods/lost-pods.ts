import { conditionOf, textAt, timeAt } from '../../../evidence/read.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

const recentMs = 900_000;
const repeatedMs = 3_600_000;

/** A pod that a kubelet ended or refused, not long ago. */
export interface Lost {
  readonly pod: Pod;
  readonly workload: Workload;
  readonly reason: string;
  /** Milliseconds. */
  readonly at: number;
  /** Pods of the workload that were lost within the hour, this one included. */
  readonly siblings: number;
}

/** Source: kubelet, eviction, lifecycle/predicate.go (OutOf…), nodeshutdown of Kubernetes 1.36. */
const reasons =
  /^(Evicted|OutOf[\w.-]+|NodeAffinity|NodePorts|UnexpectedAdmissionError|PodOSNotSupported|PodOSSelectorNodeLabelDoesNotMatch|InitContainerRestartPolicyForbidden|AppArmor|SysctlForbidden|Shutdown|NodeShutdown|Terminated|TopologyAffinityError)$/;

const known = new WeakMap<Snapshot, readonly Lost[]>();

/** Recent ones, in order of pods. */
export function lostPods(snapshot: Snapshot): readonly Lost[] {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const { now } = snapshot;
  const all = snapshot.pods.flatMap((pod) => {
    const reason = textAt(pod.raw, 'status', 'reason');
    if (pod.phase !== 'Failed' || !reasons.test(reason)) return [];
    const at = timeOf(snapshot, pod);
    return now === null || at === null || now - at > repeatedMs
      ? []
      : [{ pod, workload: snapshot.workloadOf(pod), reason, at }];
  });
  const counts = Map.groupBy(all, ({ workload }) => workload.key);
  const recent = all
    .map((one) => ({ ...one, siblings: counts.get(one.workload.key)?.length ?? 1 }))
    .filter(({ at, siblings }) => siblings > 1 || (now !== null && now - at <= recentMs));
  known.set(snapshot, recent);
  return recent;
}

/** When it was lost, by the latest thing that is known of it. */
function timeOf(snapshot: Snapshot, pod: Pod): number | null {
  const times = [
    timeAt(conditionOf(pod.raw, 'DisruptionTarget')?.raw, 'lastTransitionTime'),
    timeAt(conditionOf(pod.raw, 'Ready')?.raw, 'lastTransitionTime'),
    ...pod.containers.map(({ state }) => (state.kind === 'terminated' ? state.finishedAt : null)),
    ...snapshot.eventsOf(pod.key).map(({ reason, lastAt }) => (reason === 'Evicted' ? lastAt : null)),
  ].filter((time) => time !== null);
  return times.length === 0 ? pod.createdAt : Math.max(...times);
}
