import { readTaints, type Taint } from '../../evidence/placement.ts';
import { quantityOf } from '../../evidence/quantity.ts';
import { conditionOf, labelsAt, textAt, valueAt } from '../../evidence/read.ts';
import type { Entity } from './entity.ts';

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
    taints: readTaints(raw),
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
