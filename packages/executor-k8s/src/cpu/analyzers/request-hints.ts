import { cores, percent, round, sum } from '../../evidence/words.ts';
import { basis } from '../basis.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import { type Cluster, measuredPods } from '../model/cluster.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { defaultThresholds } from '../thresholds.ts';
import { usageEvidence } from './hot-replica.ts';

const unstated: CpuFindingDefinition = {
  code: 'CPU-145',
  title: 'Busy workload requests no CPU',
  role: 'hint',
  severity: 'low',
  decided:
    'A workload whose pods use at least half a core each requests no CPU: the scheduler places it blindly and it is the first to suffer.',
  thresholds: { cores: 0.5 },
  source: 'Popeye 106',
  remedy: 'Request what it uses.',
};

const exceeded: CpuFindingDefinition = {
  code: 'CPU-146',
  title: 'Workload uses far more CPU than it requests',
  role: 'hint',
  severity: 'low',
  decided:
    'A workload uses more than 200 % of its CPU requests in every sample, and at least half a core. Not saturation: by itself never a cause.',
  thresholds: { request_ratio: defaultThresholds.request_ratio, cores: 0.5 },
  source: 'Decision tree step 5; Popeye 503',
  remedy: 'Raise the request to what it uses, so that the scheduler and the autoscaler know.',
};

const most = 10;

/** Requests that do not tell the truth. */
export const requestHints: CpuAnalyzer = {
  definitions: [unstated, exceeded],
  inspect(cluster) {
    const drafts = [...cluster.workloads.values()].flatMap((workload) => describe(cluster, workload));
    drafts.sort(
      (a, b) => Number(b.data.usage_cores) - Number(a.data.usage_cores) || (a.subject.name < b.subject.name ? -1 : 1),
    );
    return { drafts: drafts.slice(0, most), ruledOut: [] };
  },
};

function describe(cluster: Cluster, workload: WorkloadEntry): readonly Draft[] {
  const pods = measuredPods(workload);
  const used = sum(pods.map((pod) => pod.usage?.floor ?? 0));
  const requested = sum(pods.map(({ request }) => request));
  const [largest] = [...pods].sort((a, b) => (b.usage?.floor ?? 0) - (a.usage?.floor ?? 0));
  if (largest === undefined || used < 0.5) return [];
  const isUnstated = requested === 0;
  if (isUnstated ? used / pods.length < 0.5 : used <= cluster.thresholds.request_ratio * requested) return [];
  return [
    draft({
      code: isUnstated ? unstated.code : exceeded.code,
      role: 'hint',
      tier: 'figure',
      severity: 'low',
      subject: workload,
      title: isUnstated
        ? `${workload.namespace}/${workload.name} uses ${cores(used)} cores and requests none`
        : `${workload.namespace}/${workload.name} uses ${percent(used / requested)} of the CPU it requests`,
      detail: `${cores(used)} used${isUnstated ? '' : ` of ${cores(requested)} requested`}, ${basis(largest.usage)}. Use against request is not saturation.`,
      evidence: usageEvidence(cluster, largest),
      touchesUsers: workload.touchesUsers,
      data: { usage_cores: round(used), requested_cores: round(requested) },
    }),
  ];
}
