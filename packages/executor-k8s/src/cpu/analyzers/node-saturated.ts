import type { Subject } from '../../evidence/subject.ts';
import { cores, percent, round, sum } from '../../evidence/words.ts';
import { basis } from '../basis.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { NodeEntry } from '../model/node.ts';
import { cordon } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-101',
  title: 'Node CPU is saturated',
  role: 'symptom',
  severity: 'critical',
  decided:
    'Usage of the node in every sample is at or above 80 % (high) or 90 % (critical) of its allocatable CPU. A symptom: the workload or process that takes more than it reserved is the cause; where none can be named, the node is.',
  thresholds: { node_warn: defaultThresholds.node_warn, node_critical: defaultThresholds.node_critical },
  source: 'Decision tree step 2; node-mixin NodeCPUHighUsage; Popeye 709',
  remedy: 'Change what fills it (see the cause); until then cordon the node so that nothing more lands on it.',
};

/** Nodes near their allocatable CPU. */
export const nodeSaturated: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts = cluster.hotNodes.map((node) => describe(cluster, node));
    const measured = [...cluster.nodes.values()].filter(({ share }) => share !== null);
    if (drafts.length > 0 || measured.length === 0 || !cluster.book.isComplete('nodes'))
      return { drafts, ruledOut: [] };
    const [hottest] = measured.sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || (a.name < b.name ? -1 : 1));
    if (hottest === undefined) return { drafts, ruledOut: [] };
    const dark = cluster.nodes.size - measured.length;
    const why = `No measured node is at ${percent(cluster.thresholds.node_warn)} of its allocatable in every sample; the busiest is ${hottest.name} at ${percent(hottest.share ?? 0)}${dark > 0 ? ` (${dark} without metrics)` : ''}.`;
    return { drafts, ruledOut: [{ code: definition.code, why, evidence: evidenceOf(cluster, hottest) }] };
  },
};

/** A node as what a finding is about. */
export function nodeSubject(node: NodeEntry): Subject {
  return { kind: 'Node', namespace: '', name: node.name };
}

/** The node's usage and its allocatable, as read. */
export function evidenceOf(cluster: Cluster, node: NodeEntry): Draft['evidence'] {
  return cluster.book.citeAll([
    ...(node.usage === null ? [] : [[node.usage.place, 'cpu_cores'] as const]),
    [node.item.place, 'status', 'allocatable', 'cpu'],
  ]);
}

function describe(cluster: Cluster, node: NodeEntry): Draft {
  const share = node.share ?? 0;
  const isCritical = share >= cluster.thresholds.node_critical;
  const used = node.usage?.floor ?? 0;
  const allocatable = node.allocatable ?? 0;
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'figure',
    severity: isCritical ? 'critical' : 'high',
    subject: nodeSubject(node),
    title: `Node ${node.name} uses ${percent(share)} of its CPU`,
    detail: `${cores(used)} of ${cores(allocatable)} cores, ${basis(node.usage)}; pods on it reserve ${cores(node.requested)}. ${whoUsesIt(cluster, node)}`,
    evidence: evidenceOf(cluster, node),
    remediations: node.isCordoned ? [] : [cordon(node.name)],
    data: {
      usage_cores: round(used),
      allocatable_cores: allocatable,
      share: round(share),
      requested_cores: round(node.requested),
    },
  });
}

function whoUsesIt(cluster: Cluster, node: NodeEntry): string {
  const culprits = cluster.culprits.filter((culprit) => culprit.node === node);
  if (culprits.length > 0) {
    const names = culprits.map(({ workload }) => `${workload.kind} ${workload.namespace}/${workload.name}`);
    return `Most of it is ${names.join(', ')}, far over what was reserved; the other pods there are victims.`;
  }
  const measured = sum(node.pods.map((pod) => pod.usage?.floor ?? 0));
  if (!cluster.isWhole && !node.pods.some(({ item }) => item.place.step === 'neighbour_pods')) {
    return `The pods that were read use ${cores(measured)} of it; pods of other namespaces were not read. Cause not visible from here; look at all pods on the node.`;
  }
  const top = [...node.pods]
    .filter((pod) => pod.usage !== null)
    .sort((a, b) => (b.usage?.floor ?? 0) - (a.usage?.floor ?? 0) || (a.key < b.key ? -1 : 1))
    .slice(0, 3)
    .map((pod) => `${pod.key} ${cores(pod.usage?.floor ?? 0)}`);
  const list = top.length === 0 ? 'no measured pod' : top.join(', ');
  return `No workload on it takes far more than it reserved (largest: ${list}). Cause not visible from here; look at processes on the node and at whether it is simply too small for what was placed on it.`;
}
