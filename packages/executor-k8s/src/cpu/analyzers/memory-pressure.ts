import { percent, round, shareOf } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Saturated } from '../model/load.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { setResources } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-131',
  title: 'Memory is nearly full beside high CPU',
  role: 'fault',
  severity: 'high',
  decided:
    'A container at 80 % of its CPU limit or more is at 90 % of its memory limit or more at the same time: garbage collection or page reclaim is a likely part of the CPU. Memory alone is nothing here.',
  thresholds: { memory_warn: defaultThresholds.memory_warn, limit_warn: defaultThresholds.limit_warn },
  source: 'Decision tree step 11',
  remedy: 'Raise the memory limit (and the heap that goes with it), then look at CPU again.',
};

/** CPU that is spent on making room. */
export const memoryPressure: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts: Draft[] = [];
    for (const [key, saturated] of cluster.saturated) {
      const workload = cluster.workloads.get(key);
      const full = saturated.filter((one) => memoryShare(one) >= cluster.thresholds.memory_warn);
      if (workload !== undefined && full.length > 0) drafts.push(describe(cluster, workload, full));
    }
    return { drafts, ruledOut: [] };
  },
};

function memoryShare({ container }: Saturated): number {
  const limit = container.memoryLimit ?? 0;
  return limit > 0 ? shareOf(container.usage?.memory ?? 0, limit) : 0;
}

function describe(cluster: Cluster, workload: WorkloadEntry, full: readonly Saturated[]): Draft {
  const [worst] = full as readonly [Saturated, ...Saturated[]];
  const { container, pod } = worst;
  const saved = container.memoryLimit ?? 0;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: 'high',
    subject: workload,
    instances: full.map((one) => one.pod.instance),
    title: `${workload.namespace}/${workload.name} is at ${percent(memoryShare(worst))} of its memory limit while CPU is high`,
    detail: `${pod.instance}, container ${container.name}: with so little room, garbage collection or reclaim is likely part of the CPU. Look at its GC figures before giving it more CPU.`,
    evidence: cluster.book.citeAll([
      ...(container.usage === null
        ? []
        : [[container.usage.place, 'memory_bytes'] as const, [container.usage.place, 'cpu_cores'] as const]),
      [pod.item.place, ...container.path, 'resources', 'limits', 'memory'],
    ]),
    touchesUsers: workload.touchesUsers,
    remediations:
      workload.kind === 'Pod'
        ? []
        : [
            setResources(workload, {
              container: container.name,
              field: 'limits.memory',
              saved: mebibytes(saved),
              proposed: mebibytes(saved * 1.5),
            }),
          ],
    data: { memory_share: round(memoryShare(worst)) },
  });
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)}Mi`;
}
