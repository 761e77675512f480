import { cores, percent, round, sum } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import { type Cluster, isTroubled, measuredPods } from '../model/cluster.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { usageEvidence } from './hot-replica.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-140',
  title: 'Platform component is hot',
  role: 'fault',
  severity: 'high',
  decided:
    'A workload in a namespace of the platform (kube-system and the usual ones of CNI, ingress, mesh, policy) is at its CPU limit, throttled, or fills a node. A hint, where it only uses at least half a core a pod and twice its request.',
  thresholds: { cores: 0.5, request_ratio: 2 },
  source: 'Decision tree step 12',
  remedy:
    'Look at what drives it: DNS query rate, log volume, connection churn, policy updates; give it room meanwhile.',
};

/** Noise of the platform itself. */
export const platform: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const own = [...cluster.workloads.values()].filter(
      (workload) => workload.isPlatform && measuredPods(workload).length > 0,
    );
    const drafts = own.flatMap((workload) => describe(cluster, workload));
    if (own.length === 0 || drafts.some(({ role }) => role === 'fault')) return { drafts, ruledOut: [] };
    const [largest] = own.map((workload) => ({ workload, used: usedBy(workload) })).sort((a, b) => b.used - a.used);
    const pod = largest === undefined ? undefined : measuredPods(largest.workload)[0];
    const why = `No platform component is short of CPU or takes it from others; the largest is ${largest?.workload.namespace}/${largest?.workload.name} with ${cores(largest?.used ?? 0)} cores.`;
    return {
      drafts,
      ruledOut: [{ code: definition.code, why, evidence: pod === undefined ? [] : usageEvidence(cluster, pod) }],
    };
  },
};

function usedBy(workload: WorkloadEntry): number {
  return sum(measuredPods(workload).map((pod) => pod.usage?.floor ?? 0));
}

function describe(cluster: Cluster, workload: WorkloadEntry): readonly Draft[] {
  const pods = [...measuredPods(workload)].sort((a, b) => (b.usage?.floor ?? 0) - (a.usage?.floor ?? 0));
  const [largest] = pods;
  const used = usedBy(workload);
  const requested = sum(pods.map(({ request }) => request));
  const isFault = isTroubled(cluster, workload);
  const isNotable = used / pods.length >= 0.5 && used >= 2 * requested;
  if (largest === undefined || !(isFault || isNotable)) return [];
  return [
    draft({
      code: definition.code,
      role: isFault ? 'fault' : 'hint',
      tier: 'figure',
      severity: isFault ? 'high' : 'low',
      subject: workload,
      instances: pods.slice(0, 20).map(({ instance }) => instance),
      title: `Platform component ${workload.namespace}/${workload.name} uses ${cores(used)} cores`,
      detail: `It serves the cluster, so its load comes from others. ${requested > 0 ? `It uses ${percent(used / requested)} of what it requested.` : 'It requested nothing.'}`,
      evidence: usageEvidence(cluster, largest),
      touchesUsers: workload.touchesUsers,
      data: { usage_cores: round(used) },
    }),
  ];
}
