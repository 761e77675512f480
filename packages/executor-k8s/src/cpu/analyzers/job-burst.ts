import { textAt } from '../../evidence/read.ts';
import { cores, count, percent, quote, round, sum } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import { type Cluster, measuredPods } from '../model/cluster.ts';
import { type PodEntry, startedAt } from '../model/pod.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { usageEvidence } from './hot-replica.ts';
import { nodeSubject } from './node-saturated.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-144',
  title: 'Batch work takes the CPU',
  role: 'fault',
  severity: 'medium',
  decided:
    'Pods of a Job or CronJob fill a saturated node (see CPU-105). A hint, where no node is saturated by them but they use at least a tenth of the allocatable CPU of the cluster.',
  thresholds: { cluster_share: 0.1 },
  source: 'Decision tree step 10',
  remedy: 'Limit it, move its schedule, or give batch work its own nodes; it ends by itself.',
};

/** Bursts of scheduled work. */
export const jobBurst: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const capacity = sum([...cluster.nodes.values()].map(({ allocatable }) => allocatable ?? 0));
    const drafts = [...cluster.workloads.values()]
      .filter(({ kind }) => kind === 'Job' || kind === 'CronJob')
      .flatMap((workload) => describe(cluster, workload, capacity));
    return { drafts, ruledOut: [] };
  },
};

function describe(cluster: Cluster, workload: WorkloadEntry, capacity: number): readonly Draft[] {
  const pods = [...measuredPods(workload)].sort((a, b) => (b.usage?.floor ?? 0) - (a.usage?.floor ?? 0));
  const [largest] = pods;
  const used = sum(pods.map((pod) => pod.usage?.floor ?? 0));
  const culprits = cluster.culpritsOf.get(workload.key) ?? [];
  const isNotable = capacity > 0 && cluster.book.isComplete('nodes') && used >= capacity / 10;
  if (largest === undefined || (culprits.length === 0 && !isNotable)) return [];
  const starts = pods.flatMap((pod) => startedAt(pod) ?? []);
  const first = starts.length === 0 ? null : starts.reduce((least, start) => Math.min(least, start));
  return [
    draft({
      code: definition.code,
      role: culprits.length > 0 ? 'fault' : 'hint',
      tier: 'figure',
      severity: culprits.length > 0 ? 'medium' : 'info',
      subject: workload,
      instances: pods.map(({ instance }) => instance),
      title: `${workload.kind} ${workload.namespace}/${workload.name} uses ${cores(used)} cores`,
      detail: `${count(pods.length, 'pod')}${capacity > 0 ? `, ${percent(used / capacity)} of the nodes that were read` : ''}${first === null ? '' : `, the first since ${new Date(first).toISOString()}`}. Batch work ends by itself.${overlap(workload, pods)}`,
      evidence: [
        ...usageEvidence(cluster, largest),
        ...cluster.book.citeAll([
          [largest.item.place, 'status', 'startTime'],
          ...(workload.item === null ? [] : [[workload.item.place, 'spec', 'concurrencyPolicy'] as const]),
        ]),
      ],
      explains: culprits.map(({ node }) => draftKey('CPU-101', nodeSubject(node))),
      touchesUsers: workload.touchesUsers,
      since: first === null ? null : new Date(first).toISOString(),
      data: { usage_cores: round(used) },
    }),
  ];
}

/** Runs of a CronJob that pile up take more each time. */
function overlap({ kind, item }: WorkloadEntry, pods: readonly PodEntry[]): string {
  const runs = new Set(pods.map(({ madeBy }) => madeBy)).size;
  if (kind !== 'CronJob' || runs < 2) return '';
  const policy = textAt(item?.raw, 'spec', 'concurrencyPolicy');
  return ` ${runs} of its runs overlap${policy === '' ? '' : `; its concurrencyPolicy is ${quote(policy)}`}.`;
}
