import type { Item } from '../../evidence/book.ts';
import { listAt, numberAt, textAt, timeAt } from '../../evidence/read.ts';
import { count } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import { type Cluster, isTroubled } from '../model/cluster.ts';
import { isReady, type PodEntry } from '../model/pod.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { defaultThresholds } from '../thresholds.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-132',
  title: 'Probes time out where CPU is short',
  role: 'symptom',
  severity: 'high',
  decided:
    'The kubelet reported a probe that timed out (message of kubelet 1.20 to 1.36) within 30 minutes of the measurement, the pod is not ready or restarted since, and its workload is at its CPU limit, throttled or on a saturated node. Restarts then add start-up load to the others.',
  thresholds: { recent_minutes: defaultThresholds.recent_minutes },
  source: 'Decision tree step 11',
  remedy: 'Fix the CPU shortage; meanwhile give the probe a longer timeout.',
};

/** Probes that fail for want of CPU. */
export const probeTimeouts: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const pods = new Map(cluster.pods.map((pod) => [pod.key, pod]));
    const hot = new Set(cluster.hotNodes.map(({ name }) => name));
    const found = new Map<WorkloadEntry, { pod: PodEntry; event: Item }[]>();
    for (const event of cluster.book.items('events')) {
      const pod = pods.get(
        `${textAt(event.raw, 'involvedObject', 'namespace')}/${textAt(event.raw, 'involvedObject', 'name')}`,
      );
      const owner = pod === undefined ? undefined : cluster.ownerOf(pod);
      if (pod === undefined || owner === undefined || !isTimeout(event.raw)) continue;
      if (!isRecent(cluster, event.raw) || !stillHolds(pod) || !(isTroubled(cluster, owner) || hot.has(pod.node)))
        continue;
      const known = found.get(owner);
      if (known === undefined) found.set(owner, [{ pod, event }]);
      else known.push({ pod, event });
    }
    return { drafts: [...found].map(([workload, hits]) => describe(cluster, workload, hits)), ruledOut: [] };
  },
};

/** Messages: `Readiness probe failed: Get "…": context deadline exceeded (Client.Timeout exceeded …)`, `command … timed out`. */
function isTimeout(raw: unknown): boolean {
  if (textAt(raw, 'reason') !== 'Unhealthy' || textAt(raw, 'involvedObject', 'kind') !== 'Pod') return false;
  const match =
    /^(?:Liveness|Readiness|Startup) probe (?:failed|errored)(?: and resulted in unknown state)?: (.*)$/s.exec(
      textAt(raw, 'message').slice(0, 4000),
    );
  return match !== null && /context deadline exceeded|i\/o timeout|timed out after|timeout: /.test(match[1] ?? '');
}

function isRecent({ now, thresholds }: Cluster, raw: unknown): boolean {
  const last = timeAt(raw, 'lastTimestamp') ?? timeAt(raw, 'series', 'lastObservedTime') ?? timeAt(raw, 'eventTime');
  return last !== null && now !== null && now - last <= thresholds.recent_minutes * 60_000;
}

function stillHolds(pod: PodEntry): boolean {
  return (
    !isReady(pod) ||
    listAt(pod.item.raw, 'status', 'containerStatuses').some((status) => (numberAt(status, 'restartCount') ?? 0) > 0)
  );
}

function describe(cluster: Cluster, workload: WorkloadEntry, hits: readonly { pod: PodEntry; event: Item }[]): Draft {
  const instances = [...new Set(hits.map(({ pod }) => pod.instance))];
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'message',
    severity: 'high',
    subject: workload,
    instances,
    title: `Probes of ${workload.namespace}/${workload.name} time out`,
    detail: `${count(instances.length, 'pod')} failed probes by timeout and ${instances.length === 1 ? 'is' : 'are'} not ready or restarted. Cause not visible from here unless CPU of the workload or its node is named beside it.`,
    evidence: cluster.book.citeAll(hits.slice(0, 2).map(({ event }) => [event.place, 'message'] as const)),
    touchesUsers: workload.touchesUsers,
  });
}
