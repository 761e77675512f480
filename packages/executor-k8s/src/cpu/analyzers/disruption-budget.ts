import { cores, count, round, sum } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClosedBudget, readClosedBudgets } from '../model/disruption-budget.ts';
import type { NodeEntry } from '../model/node.ts';
import { isReady, isRunning, type PodEntry } from '../model/pod.ts';
import { evidenceOf } from './node-saturated.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-128',
  title: 'Disruption budget keeps pods on a hot node',
  role: 'hint',
  severity: 'low',
  decided:
    'A PodDisruptionBudget allows 0 disruptions, and ready pods that it selects use at least a tenth of the allocatable CPU of a saturated node (see CPU-101): evicting them or draining the node is refused. Pods of DaemonSets do not count, since they would come back.',
  thresholds: { node_share: 0.1 },
  source: 'Decision tree step 9; Kubernetes, "Specifying a Disruption Budget for your Application"',
  remedy: 'Run one replica more or loosen the budget before moving pods; else change what fills the node.',
};

/** Budgets in the way of taking load off a node. */
export const disruptionBudget: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const held = new Map<ClosedBudget, Held[]>();
    const budgetsOf = readClosedBudgets(cluster.book);
    for (const node of cluster.hotNodes) {
      for (const one of heldOn(cluster, node, budgetsOf)) held.set(one.budget, [...(held.get(one.budget) ?? []), one]);
    }
    return { drafts: [...held].map(([budget, all]) => describe(cluster, budget, all)), ruledOut: [] };
  },
};

/** The pods that a budget holds on one hot node. */
interface Held {
  readonly budget: ClosedBudget;
  readonly node: NodeEntry;
  readonly pods: readonly PodEntry[];
  readonly used: number;
}

function heldOn(
  cluster: Cluster,
  node: NodeEntry,
  budgetsOf: (pod: PodEntry) => readonly ClosedBudget[],
): readonly Held[] {
  const byBudget = new Map<ClosedBudget, PodEntry[]>();
  for (const pod of node.pods) {
    if (!isRunning(pod) || !isReady(pod) || pod.isTerminating || cluster.ownerOf(pod)?.kind === 'DaemonSet') continue;
    for (const budget of budgetsOf(pod)) {
      const known = byBudget.get(budget);
      if (known === undefined) byBudget.set(budget, [pod]);
      else known.push(pod);
    }
  }
  return [...byBudget]
    .map(([budget, pods]) => ({ budget, node, pods, used: sum(pods.map((pod) => pod.usage?.floor ?? 0)) }))
    .filter(({ used }) => used >= (node.allocatable ?? Number.POSITIVE_INFINITY) / 10);
}

function describe(cluster: Cluster, budget: ClosedBudget, held: readonly Held[]): Draft {
  const [{ node, pods, used }] = held as readonly [Held, ...Held[]];
  const others = held.length > 1 ? ` The same on ${count(held.length - 1, 'more hot node')}.` : '';
  return draft({
    code: definition.code,
    role: 'hint',
    tier: 'status',
    severity: 'low',
    subject: budget,
    instances: held.flatMap((one) => one.pods.map(({ instance }) => instance)),
    title: `PodDisruptionBudget ${budget.namespace}/${budget.name} keeps pods on hot node ${node.name}`,
    detail: `It allows no disruption: ${whyClosed(budget)}. ${count(pods.length, 'pod')} on node ${node.name}, which ${pods.length === 1 ? 'uses' : 'use'} ${cores(used)} of its ${cores(node.allocatable ?? 0)} cores, cannot be evicted to take load off it.${others}`,
    evidence: [
      ...cluster.book.citeAll(
        ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'].map(
          (field) => [budget.item.place, 'status', field] as const,
        ),
      ),
      ...evidenceOf(cluster, node),
    ],
    data: { node: node.name, held_cores: round(used), on_nodes: held.length },
  });
}

function whyClosed({ desired, healthy, expected }: ClosedBudget): string {
  if (desired >= expected) return `it requires ${desired} of ${count(expected, 'pod')} healthy, so it never allows one`;
  return `${healthy} of ${count(expected, 'pod')} are healthy and ${desired} must be`;
}
