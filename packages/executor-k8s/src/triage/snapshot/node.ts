import { quantityOf } from '../../evidence/quantity.ts';
import { conditionOf, labelsAt, listAt, textAt, valueAt } from '../../evidence/read.ts';
import type { Entity } from './entity.ts';

/** A taint of a node. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** A node, with what placement asks of it. */
export interface ClusterNode extends Entity {
  readonly labels: ReadonlyMap<string, string>;
  readonly taints: readonly Taint[];
  /** Status of its Ready condition; empty while nothing was said. */
  readonly ready: string;
  readonly isCordoned: boolean;
  /** What pods may request in all, in cores, bytes or pieces; null for what it does not offer. */
  allocatable(resource: string): number | null;
}

/** Reads a node of the snapshot. */
export function toNode(entity: Entity): ClusterNode {
  const { raw } = entity;
  return {
    ...entity,
    labels: labelsAt(raw, 'metadata', 'labels'),
    taints: listAt(raw, 'spec', 'taints').map((taint) => ({
      key: textAt(taint, 'key'),
      value: textAt(taint, 'value'),
      effect: textAt(taint, 'effect'),
    })),
    ready: textAt(conditionOf(raw, 'Ready')?.raw, 'status'),
    isCordoned: valueAt(raw, 'spec', 'unschedulable') === true,
    allocatable: (resource) => quantityOf(valueAt(raw, 'status', 'allocatable', resource)),
  };
}

/** Taints that the node controller places for a state of the node. Source: Kubernetes, "Taints and Tolerations". */
const stateTaints: ReadonlySet<string> = new Set([
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/network-unavailable',
  'node.kubernetes.io/unschedulable',
  'node.kubernetes.io/out-of-service',
  'node.cloudprovider.kubernetes.io/uninitialized',
  'node.cloudprovider.kubernetes.io/shutdown',
]);

/** Whether a controller placed a taint for the node's state: nobody chose it, and no pod should tolerate it. */
export function isStateTaint({ key }: Taint): boolean {
  return stateTaints.has(key);
}

/** A taint as `kubectl taint` writes it. */
export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`;
}

/** Whether tolerations let a pod onto a node with the taint. Source: Kubernetes, "Taints and Tolerations". */
export function isTolerated(tolerations: readonly unknown[], taint: Taint): boolean {
  if (taint.effect !== 'NoSchedule' && taint.effect !== 'NoExecute') return true;
  return tolerations.some((toleration) => {
    const effect = textAt(toleration, 'effect');
    const key = textAt(toleration, 'key');
    if (effect !== '' && effect !== taint.effect) return false;
    if (textAt(toleration, 'operator') === 'Exists') return key === '' || key === taint.key;
    return key === taint.key && textAt(toleration, 'value') === taint.value;
  });
}

/** Whether any of a node selector's terms holds for a node. Source: Kubernetes, "Assigning Pods to Nodes", operators. */
export function meetsTerms(terms: readonly unknown[], node: ClusterNode): boolean {
  return terms.some((term) => {
    const expressions = listAt(term, 'matchExpressions');
    const fields = listAt(term, 'matchFields');
    // A term without any requirement matches nothing.
    if (expressions.length + fields.length === 0) return false;
    return (
      expressions.every((one) => meetsExpression(one, node.labels.get(textAt(one, 'key')))) &&
      fields.every((one) => textAt(one, 'key') === 'metadata.name' && meetsExpression(one, node.name))
    );
  });
}

/** Whether a label (undefined without one) meets one expression of a node selector. */
export function meetsExpression(expression: unknown, value: string | undefined): boolean {
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
      return false;
  }
}
