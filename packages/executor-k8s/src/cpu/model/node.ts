import type { Book, Item } from '../../evidence/book.ts';
import { readTaints, type Taint } from '../../evidence/placement.ts';
import { quantityOf } from '../../evidence/quantity.ts';
import { conditionOf, labelsAt, textAt, valueAt } from '../../evidence/read.ts';
import { shareOf } from '../../evidence/words.ts';
import type { PodEntry } from './pod.ts';
import type { Usage } from './usage.ts';

/** A node with the pods on it. */
export interface NodeEntry {
  readonly item: Item;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Cores for pods; null when the node does not state it. */
  readonly allocatable: number | null;
  readonly isReady: boolean;
  readonly isCordoned: boolean;
  readonly taints: readonly Taint[];
  readonly instanceType: string;
  /** Not finished, as far as they were listed. */
  readonly pods: readonly PodEntry[];
  /** Cores that the listed pods reserve. */
  readonly requested: number;
  readonly usage: Usage | null;
  /** Usage that held in all samples against allocatable; null when not measured. */
  readonly share: number | null;
}

/** Reads nodes and places pods on them; sorted by name. */
export function readNodes(
  book: Book,
  pods: readonly PodEntry[],
  usageOf: (name: string) => Usage | undefined,
): ReadonlyMap<string, NodeEntry> {
  const placed = new Map<string, PodEntry[]>();
  for (const pod of pods) {
    if (pod.node === '') continue;
    const there = placed.get(pod.node);
    if (there === undefined) placed.set(pod.node, [pod]);
    else there.push(pod);
  }
  const nodes = new Map<string, NodeEntry>();
  for (const item of book.items('nodes')) {
    const name = textAt(item.raw, 'metadata', 'name');
    nodes.set(name, toNode(item, placed.get(name) ?? [], usageOf(name) ?? null));
  }
  return nodes;
}

function toNode(item: Item, pods: readonly PodEntry[], usage: Usage | null): NodeEntry {
  const { raw } = item;
  const labels = labelsAt(raw, 'metadata', 'labels');
  const allocatable = quantityOf(valueAt(raw, 'status', 'allocatable', 'cpu'));
  const isSized = allocatable !== null && allocatable > 0;
  return {
    item,
    name: textAt(raw, 'metadata', 'name'),
    labels,
    allocatable: isSized ? allocatable : null,
    isReady: textAt(conditionOf(raw, 'Ready')?.raw, 'status') === 'True',
    isCordoned: valueAt(raw, 'spec', 'unschedulable') === true,
    taints: readTaints(raw),
    instanceType: labels.get('node.kubernetes.io/instance-type') ?? '',
    pods,
    requested: pods.reduce((total, pod) => total + pod.request, 0),
    usage,
    share: usage === null || !isSized ? null : shareOf(usage.floor, allocatable),
  };
}
