import { listAt, numberAt, textAt } from '../../evidence/read.ts';
import { cores, percent, round, shareOf, sum } from '../../evidence/words.ts';
import { basis } from '../basis.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { NodeEntry } from '../model/node.ts';
import { isRunning } from '../model/pod.ts';
import { cordon } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';
import { evidenceOf, nodeSubject } from './node-saturated.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-102',
  title: 'Node is busy outside its containers',
  role: 'fault',
  severity: 'high',
  decided:
    'The node is at or above 80 % of its allocatable and, with every pod on it listed and measured, more than 20 % of its allocatable is used by no pod: kubelet, container runtime, kernel or processes on the host.',
  thresholds: { node_warn: defaultThresholds.node_warn, outside_containers: defaultThresholds.outside_containers },
  source: 'Decision tree step 3; Robusta node_cpu_enricher',
  remedy:
    'Log in to the node and look at kubelet, the container runtime, kernel threads and agents outside Kubernetes.',
};

/** Hot nodes whose load no pod accounts for. */
export const nodeOutsideContainers: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const measurable = cluster.hotNodes.filter((node) => isFullyMeasured(cluster, node));
    const drafts = measurable.filter((node) => outsideShare(node) > cluster.thresholds.outside_containers);
    const rest = measurable.find((node) => !drafts.includes(node));
    return {
      drafts: drafts.map((node) => describe(cluster, node)),
      ruledOut:
        rest === undefined || drafts.length > 0
          ? []
          : [
              {
                code: definition.code,
                why: `Pods account for the load of node ${rest.name}: all but ${percent(Math.max(0, outsideShare(rest)))} of its allocatable.`,
                evidence: evidenceOf(cluster, rest),
              },
            ],
    };
  },
};

/** Sums mean something only when every pod there was listed and measured. */
function isFullyMeasured(cluster: Cluster, node: NodeEntry): boolean {
  return cluster.isWhole && node.pods.every((pod) => !isRunning(pod) || pod.usage !== null);
}

function outsideCores(node: NodeEntry): number {
  const inPods = sum(node.pods.map((pod) => pod.usage?.latest ?? 0));
  return (node.usage?.latest ?? 0) - inPods;
}

function outsideShare(node: NodeEntry): number {
  return node.allocatable === null ? 0 : shareOf(outsideCores(node), node.allocatable);
}

function describe(cluster: Cluster, node: NodeEntry): Draft {
  const system = systemContainers(cluster, node);
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: 'high',
    subject: nodeSubject(node),
    title: `Node ${node.name} spends ${cores(outsideCores(node))} cores outside its pods`,
    detail: `The node uses ${cores(node.usage?.latest ?? 0)} cores, ${basis(node.usage)}; its ${node.pods.length} pods use ${cores((node.usage?.latest ?? 0) - outsideCores(node))} together. The rest, ${percent(outsideShare(node))} of its allocatable, is kubelet, container runtime or host.${system.text}`,
    evidence: [...evidenceOf(cluster, node), ...system.evidence],
    explains: [draftKey('CPU-101', nodeSubject(node)), draftKey('CPU-109', nodeSubject(node))],
    remediations: node.isCordoned ? [] : [cordon(node.name)],
    data: { outside_cores: round(outsideCores(node)), share: round(outsideShare(node)) },
  });
}

/** What the kubelet's summary says of its own and the runtime's CPU, where that was allowed to be read. */
function systemContainers(cluster: Cluster, node: NodeEntry): { text: string; evidence: Draft['evidence'] } {
  const items = listAt(cluster.book.evidence('node_stats').output, 'items');
  const index = items.findIndex((item) => textAt(item, 'item') === node.name);
  const containers = listAt(items[index], 'output', 'system_containers');
  const busy = containers
    .map((raw, position) => ({ raw, position, used: numberAt(raw, 'cpu_cores') ?? 0 }))
    .filter(({ raw, used }) => used >= 0.05 && textAt(raw, 'name') !== 'pods')
    .sort((a, b) => b.used - a.used || a.position - b.position);
  if (busy.length === 0) return { text: '', evidence: [] };
  const place = { step: 'node_stats', path: ['items', index, 'output', 'system_containers'] };
  return {
    text: ` The kubelet reports ${busy.map(({ raw, used }) => `${textAt(raw, 'name')} ${cores(used)}`).join(', ')}.`,
    evidence: cluster.book.citeAll(busy.map(({ position }) => [place, position, 'cpu_cores'] as const)),
  };
}
