import { isScalable } from '../../evidence/feasible.ts';
import { numberAt } from '../../evidence/read.ts';
import { cores, count, percent, round, sum } from '../../evidence/words.ts';
import { basis } from '../basis.ts';
import {
  type CpuAnalyzer,
  type CpuFindingDefinition,
  type Draft,
  draft,
  draftKey,
  type Observation,
} from '../draft.ts';
import { podsInScope } from '../in-scope.ts';
import { type Cluster, isTroubled, measuredPods } from '../model/cluster.ts';
import { limitDefaultOf, limitDefaultWords } from '../model/limit-default.ts';
import { closestToLimit, findHotReplicas, type Saturated } from '../model/load.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { scaleOut, setResources, toQuantity } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';
import { usageEvidence } from './hot-replica.ts';
import { plain } from './noisy-neighbour.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-107',
  title: 'Replicas are at their CPU limit',
  role: 'fault',
  severity: 'high',
  decided:
    'Replicas have a container that uses at least 80 % of its CPU limit in every sample; high at 90 %, else medium. Where at most half of them do and one is hot among its peers, that is skew (CPU-104) instead.',
  thresholds: { limit_warn: defaultThresholds.limit_warn, limit_high: defaultThresholds.limit_high },
  source: 'Decision tree step 6; Popeye 111 (80 % of the limit)',
  remedy: 'All replicas are busy: look at what changed and at the load; raise the limit, or run more replicas.',
};

/** Workloads without room under their limit. */
export const workloadAtLimit: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts: Draft[] = [];
    for (const [key, saturated] of cluster.saturated) {
      const workload = cluster.workloads.get(key);
      if (workload === undefined) continue;
      const measured = measuredPods(workload).length;
      const isSkew = findHotReplicas(workload, cluster.thresholds.hot_replica_ratio).length > 0;
      if (saturated.length * 2 > measured || !isSkew) drafts.push(describe(cluster, workload, saturated));
    }
    return { drafts, ruledOut: busyButFine(cluster) };
  },
};

function describe(cluster: Cluster, workload: WorkloadEntry, saturated: readonly Saturated[]): Draft {
  const [worst] = saturated as readonly [Saturated, ...Saturated[]];
  const measured = measuredPods(workload).length;
  const { container, pod } = worst;
  const preset = limitDefaultOf(cluster.book, workload, container);
  const ofRequest =
    container.request !== null && container.request > 0
      ? ` and ${percent((container.usage?.floor ?? 0) / container.request)} of its request`
      : '';
  const who =
    saturated.length === measured
      ? measured === 1
        ? 'Its only replica'
        : `All ${measured} replicas`
      : `${saturated.length} of ${count(measured, 'replica')}`;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: worst.share >= cluster.thresholds.limit_high ? 'high' : 'medium',
    subject: workload,
    instances: saturated.map((one) => one.pod.instance),
    title: `${workload.namespace}/${workload.name} runs at ${percent(worst.share)} of its CPU limit`,
    detail: `${who} ${saturated.length === 1 ? 'is' : 'are'} at or above ${percent(cluster.thresholds.limit_warn)} of the limit, ${basis(container.usage)}. ${pod.instance}, container ${container.name}: ${cores(container.usage?.floor ?? 0)} of ${cores(container.limit ?? 0)}${ofRequest}.${limitDefaultWords(preset)}`,
    evidence: [...saturated.slice(0, 3).flatMap((one) => usageEvidence(cluster, one.pod)), ...(preset?.evidence ?? [])],
    explains: [draftKey('CPU-132', workload)],
    touchesUsers: workload.touchesUsers,
    remediations: fixes(cluster, worst, { workload, measured, isPreset: preset !== null }),
    data: { share_of_limit: round(worst.share), replicas_at_limit: saturated.length, replicas: measured },
  });
}

function fixes(
  cluster: Cluster,
  { container, share }: Saturated,
  {
    workload,
    measured,
    isPreset,
  }: { readonly workload: WorkloadEntry; readonly measured: number; readonly isPreset: boolean },
): Draft['remediations'] {
  if (workload.kind === 'Pod' || container.limit === null) return [];
  const raise = setResources(workload, {
    container: container.name,
    field: 'limits.cpu',
    saved: isPreset ? null : plain(container.limit),
    proposed: toQuantity(container.limit * 1.5),
  });
  // An autoscaler would set the replicas back.
  const isAutoscaled = cluster.hpas.some((hpa) => hpa.workload === workload);
  const canScale = !isAutoscaled && isScalable(workload.kind);
  const replicas = numberAt(workload.item?.raw, 'spec', 'replicas');
  return canScale && replicas !== null
    ? [raise, scaleOut(workload, replicas, Math.max(replicas + 1, Math.ceil((measured * share) / 0.6)))]
    : [raise];
}

/** Workloads that use much more than they requested and are well all the same: said, so that nobody chases them. */
function busyButFine(cluster: Cluster): Observation['ruledOut'] {
  const hot = new Set(cluster.hotNodes.map(({ name }) => name));
  const busy = [];
  const asked = new Set(podsInScope(cluster).map((pod) => cluster.ownerOf(pod)));
  for (const workload of cluster.workloads.values()) {
    if (!asked.has(workload)) continue;
    const pods = measuredPods(workload);
    const used = sum(pods.map((pod) => pod.usage?.latest ?? 0));
    const requested = sum(pods.map(({ request }) => request));
    const isWell =
      pods.every((pod) => typeof cluster.nodes.get(pod.node)?.share === 'number' && !hot.has(pod.node)) &&
      !isTroubled(cluster, workload);
    if (requested > 0 && used > requested && isWell) busy.push({ workload, pods, ratio: used / requested, used });
  }
  busy.sort((a, b) => b.used - a.used || (a.workload.key < b.workload.key ? -1 : 1));
  return busy.slice(0, 3).map(({ workload, pods, ratio }) => {
    const shares = pods.flatMap((pod) => closestToLimit(pod)?.share ?? []);
    const limit = shares.length === 0 ? 'has no CPU limit' : `at most ${percent(Math.max(...shares))} of its limit`;
    return {
      code: definition.code,
      why: `${workload.kind} ${workload.namespace}/${workload.name} uses ${percent(ratio)} of its request but ${limit}, and its nodes are not hot: use above the request is not saturation.`,
      subject: workload,
      evidence: pods.slice(0, 2).flatMap((pod) => usageEvidence(cluster, pod)),
    };
  });
}
