import type { EvidenceRef } from '@cloudops/spec';
import { cores, percent, round, times } from '../../evidence/words.ts';
import { basis } from '../basis.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import { closestToLimit, findHotReplicas, type HotReplica } from '../model/load.ts';
import type { PodEntry } from '../model/pod.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { restartPod } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-104',
  title: 'One replica is hot among its peers',
  role: 'fault',
  severity: 'high',
  decided:
    'A replica uses, in every sample, more than 3 times the median of its running peers of the same revision, and at least half its limit; without a limit, half a core or half its node. High at 80 % of the limit or on a hot node, else medium. A hint only, where replicas need not be alike (two of them, a StatefulSet, a DaemonSet, a Job) and nothing is saturated.',
  thresholds: {
    hot_replica_ratio: defaultThresholds.hot_replica_ratio,
    hot_replica_cores: defaultThresholds.hot_replica_cores,
    hot_replica_share: defaultThresholds.hot_replica_share,
  },
  source: 'Decision tree step 6',
  remedy:
    'The load is skewed, not too large: look for a hot shard, a sticky client or a stuck thread; take a profile, then restart that pod. More replicas do not help.',
};

/** Kinds whose replicas are meant to be the same; a StatefulSet has leaders, a DaemonSet has busy nodes. */
const alike: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'Rollout']);

/** Skewed load: averages hide it. */
export const hotReplica: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts: Draft[] = [];
    for (const workload of cluster.workloads.values()) {
      const hot = findHotReplicas(workload, cluster.thresholds.hot_replica_ratio).filter((one) =>
        isSignificant(cluster, one),
      );
      // Where most replicas are hot there are no peers to compare with: that is load, not skew.
      if (hot.length > 0 && hot.length * 2 < workload.pods.length + 1) drafts.push(describe(cluster, workload, hot));
    }
    return { drafts, ruledOut: [] };
  },
};

function isSignificant({ thresholds, nodes }: Cluster, { pod, used }: HotReplica): boolean {
  const closest = closestToLimit(pod);
  if (closest !== null && closest.share >= thresholds.hot_replica_share) return true;
  if (pod.limit !== null) return false;
  const allocatable = nodes.get(pod.node)?.allocatable ?? null;
  const share = allocatable === null ? 0 : used / allocatable;
  return used >= thresholds.hot_replica_cores || share >= thresholds.hot_replica_share;
}

function describe(cluster: Cluster, workload: WorkloadEntry, hot: readonly HotReplica[]): Draft {
  const [worst] = hot as readonly [HotReplica, ...HotReplica[]];
  const closest = closestToLimit(worst.pod);
  const isSaturated = closest !== null && closest.share >= cluster.thresholds.limit_warn;
  const isOnHotNode = cluster.hotNodes.some(({ name }) => name === worst.pod.node);
  const areAlike = alike.has(workload.kind) && worst.peerCount >= 2;
  const isFault = isSaturated || isOnHotNode || areAlike;
  const ofLimit =
    closest === null ? 'no limit' : `${percent(closest.share)} of its limit of ${cores(closest.container.limit ?? 0)}`;
  return draft({
    code: definition.code,
    role: isFault ? 'fault' : 'hint',
    tier: 'figure',
    severity: isSaturated || isOnHotNode ? 'high' : isFault ? 'medium' : 'low',
    subject: workload,
    instances: hot.map(({ pod }) => pod.instance),
    title: `One replica of ${workload.namespace}/${workload.name} does ${worst.peers > 0 ? times(worst.used / worst.peers) : 'all'} the work of its peers`,
    detail: `${worst.pod.instance} uses ${cores(worst.used)} (${ofLimit}), ${basis(worst.pod.usage)}; the median of its ${worst.peerCount} ${worst.peerCount === 1 ? 'peer' : 'peers'} is ${cores(worst.peers)}. The load is skewed, the workload as a whole does not lack capacity.`,
    evidence: evidenceOf(cluster, workload, worst.pod),
    explains: isFault ? [draftKey('CPU-132', workload)] : [],
    touchesUsers: workload.touchesUsers,
    remediations: isFault && workload.kind !== 'Pod' ? [restartPod(workload, worst.pod.name)] : [],
    data: { pod: worst.pod.name, usage_cores: round(worst.used), peer_median_cores: round(worst.peers) },
  });
}

function evidenceOf(cluster: Cluster, workload: WorkloadEntry, pod: PodEntry): readonly EvidenceRef[] {
  const peers = workload.pods.filter((peer) => peer !== pod && peer.usage !== null).slice(0, 3);
  return [...usageEvidence(cluster, pod), ...peers.flatMap((peer) => usageEvidence(cluster, peer).slice(0, 1))];
}

/** A pod's usage and, where one is set, the limit it comes closest to. */
export function usageEvidence({ book }: Cluster, pod: PodEntry): readonly EvidenceRef[] {
  const closest = closestToLimit(pod);
  const busiest = closest?.container ?? busiestContainer(pod);
  if (busiest === null || busiest.usage === null)
    return pod.usage === null ? [] : book.citeAll([[pod.usage.place, 'cpu_cores']]);
  return book.citeAll([
    [busiest.usage.place, 'cpu_cores'],
    [pod.item.place, ...busiest.path, 'resources', 'limits', 'cpu'],
    [pod.item.place, ...busiest.path, 'resources', 'requests', 'cpu'],
  ]);
}

function busiestContainer(pod: PodEntry): PodEntry['containers'][number] | null {
  let busiest: PodEntry['containers'][number] | null = null;
  for (const container of pod.containers) {
    if ((container.usage?.latest ?? -1) > (busiest?.usage?.latest ?? -1)) busiest = container;
  }
  return busiest;
}
