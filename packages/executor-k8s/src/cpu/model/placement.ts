import { isTolerated, meetsTerms } from '../../evidence/placement.ts';
import { labelsAt, listAt } from '../../evidence/read.ts';
import type { NodeEntry } from './node.ts';
import type { PodEntry } from './pod.ts';

/** The nodes that a pod's own rules allow: ready, not cordoned, selector, required affinity, taints. */
export function eligibleNodes(pod: PodEntry, nodes: readonly NodeEntry[]): readonly NodeEntry[] {
  return nodes.filter((node) => isAllowed(pod.item.raw, node));
}

function isAllowed(raw: unknown, node: NodeEntry): boolean {
  if (node.isCordoned || !node.isReady) return false;
  const tolerations = listAt(raw, 'spec', 'tolerations');
  for (const [key, value] of labelsAt(raw, 'spec', 'nodeSelector')) if (node.labels.get(key) !== value) return false;
  if (!node.taints.every((taint) => isTolerated(tolerations, taint))) return false;
  const terms = listAt(
    raw,
    ...['spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
  );
  return terms.length === 0 || meetsTerms(terms, node);
}

/** Cores of a node that no pod reserves. */
export function freeCores(node: NodeEntry): number {
  return (node.allocatable ?? 0) - node.requested;
}
