import { labelsAt, valueAt } from '../../evidence/read.ts';
import { cores, median, percent, round } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { NodeEntry } from '../model/node.ts';
import { cordon } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';
import { evidenceOf, nodeSubject } from './node-saturated.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-103',
  title: 'Load is spread unevenly over the nodes',
  role: 'fault',
  severity: 'medium',
  decided:
    'A node is at or above 80 % of its allocatable, more than 30 points above the median of the ready, schedulable nodes (at least three), and no workload on it takes far more than it reserved.',
  thresholds: { node_warn: defaultThresholds.node_warn, node_skew: defaultThresholds.node_skew },
  source: 'Decision tree step 4',
  remedy:
    'Look for node selectors, affinity or taints that pile pods up; cordon the node and let its pods be placed again, or add spread constraints.',
};

/** Hot nodes beside idle ones. */
export const nodeImbalance: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const explained = new Set(cluster.culprits.map(({ node }) => node.name));
    const open = [...cluster.nodes.values()].filter((node) => node.share !== null && node.isReady && !node.isCordoned);
    const middle = median(open.map(({ share }) => share ?? 0));
    const skewed = cluster.hotNodes.filter(
      (node) => !explained.has(node.name) && (node.share ?? 0) - middle > cluster.thresholds.node_skew,
    );
    return { drafts: open.length < 3 ? [] : skewed.map((node) => describe(cluster, node, middle)), ruledOut: [] };
  },
};

function describe(cluster: Cluster, node: NodeEntry, middle: number): Draft {
  const pinned = node.pods.filter((pod) => isPinned(pod.item.raw)).length;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: 'medium',
    subject: nodeSubject(node),
    title: `Node ${node.name} is at ${percent(node.share ?? 0)} while the others idle at ${percent(middle)}`,
    detail: `Pods on it reserve ${cores(node.requested)} of ${cores(node.allocatable ?? 0)} cores and stay near what they reserved; ${pinned === 0 ? 'none of them is' : `${pinned} of them are`} bound to a node by a selector.`,
    evidence: evidenceOf(cluster, node),
    explains: [draftKey('CPU-101', nodeSubject(node)), draftKey('CPU-109', nodeSubject(node))],
    remediations: [cordon(node.name)],
    data: { share: round(node.share ?? 0), median_of_others: round(middle) },
  });
}

function isPinned(raw: unknown): boolean {
  return (
    labelsAt(raw, 'spec', 'nodeSelector').size > 0 || valueAt(raw, 'spec', 'affinity', 'nodeAffinity') !== undefined
  );
}
