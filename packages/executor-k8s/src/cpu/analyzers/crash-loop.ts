import { listAt, numberAt, textAt, timeAt } from '../../evidence/read.ts';
import { cores, count, round, sum } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { PodEntry } from '../model/pod.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { usageEvidence } from './hot-replica.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-130',
  title: 'Crash loop burns CPU',
  role: 'fault',
  severity: 'high',
  decided:
    'Pods of a workload restarted at least 3 times, the last time within 10 minutes of the measurement, and together they use at least a quarter of a core: starting again and again is the load. A restart count alone, or an idle back-off, is nothing here.',
  thresholds: { restarts: 3, minutes: 10, cores: 0.25 },
  source: 'Decision tree step 11',
  remedy: 'Find out why it exits (see k8s-crashloop); until then scale it down or roll back.',
};

interface Restarting {
  readonly pod: PodEntry;
  readonly index: number;
  readonly restarts: number;
}

/** Start-up work without end. */
export const crashLoop: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts: Draft[] = [];
    for (const workload of cluster.workloads.values()) {
      const restarting = workload.pods.flatMap((pod) => recentRestart(cluster, pod) ?? []);
      const used = sum(restarting.map(({ pod }) => pod.usage?.floor ?? 0));
      if (restarting.length > 0 && used >= 0.25) drafts.push(describe(cluster, workload, restarting, used));
    }
    return { drafts, ruledOut: [] };
  },
};

function recentRestart({ now }: Cluster, pod: PodEntry): Restarting | null {
  if (now === null) return null;
  for (const [index, status] of listAt(pod.item.raw, 'status', 'containerStatuses').entries()) {
    const restarts = numberAt(status, 'restartCount') ?? 0;
    const ended = timeAt(status, 'lastState', 'terminated', 'finishedAt');
    if (restarts >= 3 && ended !== null && now - ended <= 600_000) return { pod, index, restarts };
  }
  return null;
}

function describe(cluster: Cluster, workload: WorkloadEntry, restarting: readonly Restarting[], used: number): Draft {
  const [worst] = [...restarting].sort((a, b) => b.restarts - a.restarts) as [Restarting, ...Restarting[]];
  const place = worst.pod.item.place;
  const status = ['status', 'containerStatuses', worst.index] as const;
  const reason = textAt(
    listAt(worst.pod.item.raw, 'status', 'containerStatuses')[worst.index],
    'lastState',
    'terminated',
    'reason',
  );
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'status',
    severity: 'high',
    subject: workload,
    instances: restarting.map(({ pod }) => pod.instance),
    title: `${workload.namespace}/${workload.name} burns ${cores(used)} cores by starting again and again`,
    detail: `${count(restarting.length, 'pod')} keep restarting (${worst.restarts} times, last end: ${reason || 'unknown'}) and use CPU for start-up work.`,
    evidence: [
      ...cluster.book.citeAll([
        [place, ...status, 'restartCount'],
        [place, ...status, 'lastState', 'terminated', 'finishedAt'],
      ]),
      ...usageEvidence(cluster, worst.pod),
    ],
    touchesUsers: workload.touchesUsers,
    data: { restarts: worst.restarts, usage_cores: round(used) },
  });
}
