import { labelsAt, listAt, textAt } from '../../evidence/read.ts';
import type { NodeEntry, Taint } from './node.ts';
import type { PodEntry } from './pod.ts';

/** The nodes that a pod's own rules allow: ready, not cordoned, selector, required affinity, taints. */
export function eligibleNodes(pod: PodEntry, nodes: readonly NodeEntry[]): readonly NodeEntry[] {
  return nodes.filter((node) => isAllowed(pod.item.raw, node));
}

function isAllowed(raw: unknown, node: NodeEntry): boolean {
  if (node.isCordoned || !node.isReady) return false;
  for (const [key, value] of labelsAt(raw, 'spec', 'nodeSelector')) if (node.labels.get(key) !== value) return false;
  if (!node.taints.every((taint) => isTolerated(raw, taint))) return false;
  const terms = listAt(
    raw,
    ...['spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
  );
  return terms.length === 0 || terms.some((term) => fits(term, node));
}

/** Source: Kubernetes, "Taints and Tolerations". */
function isTolerated(raw: unknown, taint: Taint): boolean {
  if (taint.effect !== 'NoSchedule' && taint.effect !== 'NoExecute') return true;
  return listAt(raw, 'spec', 'tolerations').some((toleration) => {
    const effect = textAt(toleration, 'effect');
    const key = textAt(toleration, 'key');
    if (effect !== '' && effect !== taint.effect) return false;
    if (textAt(toleration, 'operator') === 'Exists') return key === '' || key === taint.key;
    return key === taint.key && textAt(toleration, 'value') === taint.value;
  });
}

/** All expressions of a term must hold. Source: Kubernetes, "Assigning Pods to Nodes", operators. */
function fits(term: unknown, node: NodeEntry): boolean {
  const byLabel = listAt(term, 'matchExpressions').every((one) => holds(one, node.labels.get(textAt(one, 'key'))));
  const byField = listAt(term, 'matchFields').every(
    (one) => textAt(one, 'key') !== 'metadata.name' || holds(one, node.name),
  );
  return byLabel && byField;
}

/** Whether a label (undefined without one) meets one expression of a selector. */
export function holds(expression: unknown, value: string | undefined): boolean {
  const values = listAt(expression, 'values').filter((one): one is string => typeof one === 'string');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return true;
  }
}

/** Cores of a node that no pod reserves. */
export function freeCores(node: NodeEntry): number {
  return (node.allocatable ?? 0) - node.requested;
}
