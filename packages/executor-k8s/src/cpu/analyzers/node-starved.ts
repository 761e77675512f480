import { percent, round } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, draft } from '../draft.ts';
import { throttledOf } from '../model/cluster.ts';
import { defaultThresholds } from '../thresholds.ts';
import { nodeSubject } from './node-saturated.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-109',
  title: 'Tasks on the node wait for CPU',
  role: 'symptom',
  severity: 'high',
  decided:
    'The kubelet reports CPU pressure (PSI some, average over 60 s) of at least 20 %, and no throttled container on that node explains it: tasks without a limit wait for a free core.',
  thresholds: { pressure: defaultThresholds.pressure },
  source: 'Decision tree step 7; Kubernetes PSI metrics (beta in 1.34)',
  remedy: 'Move load off the node or give the workloads on it the requests they need.',
};

/** Nodes whose tasks wait although nothing limits them. */
export const nodeStarved: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts = [];
    for (const [name, { share, place }] of [...cluster.pressures].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const node = cluster.nodes.get(name);
      if (node === undefined || share < cluster.thresholds.pressure) continue;
      const owners = new Set(node.pods.flatMap((pod) => cluster.ownerOf(pod) ?? []));
      const isThrottled = [...owners].some((owner) => throttledOf(cluster, owner).some(({ pod }) => pod.node === name));
      if (isThrottled) continue;
      drafts.push(
        draft({
          code: definition.code,
          role: 'symptom',
          tier: 'figure',
          severity: 'high',
          subject: nodeSubject(node),
          title: `Tasks on node ${name} wait for CPU ${percent(share)} of the time`,
          detail: `CPU pressure over the last 60 s is ${percent(share)} and no throttled container was seen there, so it is the node that has no free core.`,
          evidence: cluster.book.citeAll([[place]]),
          data: { pressure: round(share) },
        }),
      );
    }
    return { drafts, ruledOut: [] };
  },
};
