import { round } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, draft } from '../draft.ts';
import { isTroubled } from '../model/cluster.ts';
import { usualOf } from '../model/history.ts';
import { defaultThresholds } from '../thresholds.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-150',
  title: 'CPU is above what is usual at this hour',
  role: 'hint',
  severity: 'info',
  decided:
    'With Prometheus: the CPU of a namespace that has a troubled workload is more than 1.2 times the median of the same hour on at least 3 of the last 7 days. At or below, it is ruled out as a change: the load is normal for this hour.',
  thresholds: { usual_ratio: defaultThresholds.usual_ratio },
  source: 'Decision tree step 13',
  remedy: 'When it is usual, size for it; when it is not, look for what changed.',
};

/** History, where Prometheus is configured. */
export const usualLoad: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const namespaces = new Set(
      [...cluster.workloads.values()]
        .filter((workload) => isTroubled(cluster, workload))
        .map(({ namespace }) => namespace),
    );
    const drafts = [];
    const ruledOut = [];
    for (const namespace of [...namespaces].sort()) {
      const usual = usualOf(cluster, namespace);
      if (usual === null) continue;
      if (usual.now <= cluster.thresholds.usual_ratio * usual.usual) {
        ruledOut.push({
          code: definition.code,
          why: `Namespace ${namespace} uses what is normal for this hour: ${usual.text}. Nothing new happened there.`,
          evidence: usual.evidence,
        });
        continue;
      }
      drafts.push(
        draft({
          code: definition.code,
          role: 'hint',
          tier: 'figure',
          severity: 'info',
          subject: { kind: 'Namespace', namespace: '', name: namespace },
          title: `Namespace ${namespace} uses more CPU than is usual at this hour`,
          detail: `${usual.text}.`,
          evidence: usual.evidence,
          data: { cores: round(usual.now), usual_cores: round(usual.usual) },
        }),
      );
    }
    return { drafts, ruledOut };
  },
};
