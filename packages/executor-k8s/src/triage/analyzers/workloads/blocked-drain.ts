import { numberAt, valueAt } from '../../../evidence/read.ts';
import { readSelector } from '../../../evidence/selector.ts';
import { count, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'PDB-101',
  title: 'Budget keeps a node from being emptied',
  role: 'fault',
  severity: 'medium',
  decided:
    'A node is cordoned, pods that no DaemonSet made run on it, and a PodDisruptionBudget that selects them demands as many healthy pods as there are, all of which are healthy: no eviction will ever be allowed. A budget that is used up because pods are unhealthy is their consequence, and without a cordon it hurts nobody yet.',
  thresholds: {},
  source: 'Kubernetes, "Specifying a Disruption Budget for your Application"; disruption.go of Kubernetes 1.36',
  remedy: 'Run one replica more, or allow one to go (maxUnavailable 1), for as long as the node is emptied.',
};

/** Budgets in the way of a drain. */
export const blockedDrain: Analyzer = {
  name: 'blocked-drain',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const cordoned = new Set(
      snapshot
        .all('nodes')
        .filter(({ raw }) => valueAt(raw, 'spec', 'unschedulable') === true)
        .map(({ name }) => name),
    );
    if (cordoned.size === 0) return { drafts: [] };
    return { drafts: snapshot.all('budgets').flatMap((budget) => inspectOne(snapshot, budget, cordoned) ?? []) };
  },
};

function inspectOne(snapshot: Snapshot, budget: Entity, cordoned: ReadonlySet<string>): Draft | null {
  const at = (field: string): number => numberAt(budget.raw, 'status', field) ?? 0;
  const observed = numberAt(budget.raw, 'status', 'observedGeneration') ?? 0;
  const isCurrent = observed >= (numberAt(budget.raw, 'metadata', 'generation') ?? 0);
  const [expected, desired, healthy] = [at('expectedPods'), at('desiredHealthy'), at('currentHealthy')];
  if (!isCurrent || expected === 0 || desired < expected || healthy < expected) return null;
  const selector = readSelector(valueAt(budget.raw, 'spec', 'selector'));
  if (selector === null) return null;
  const held = snapshot
    .podsSelectedBy(budget.namespace, selector)
    .filter((pod) => cordoned.has(pod.node) && !pod.isFinished && pod.owner?.kind !== 'DaemonSet');
  return held.length === 0 ? null : describe(snapshot, budget, held, { expected, desired });
}

function describe(
  snapshot: Snapshot,
  budget: Entity,
  held: readonly Pod[],
  { expected, desired }: { readonly expected: number; readonly desired: number },
): Draft {
  const nodes = [...new Set(held.map(({ node }) => node))].sort();
  const cordons = nodes.slice(0, 3).flatMap((name) => {
    const node = snapshot.find('nodes', '', name);
    return node === undefined ? [] : snapshot.cite(node, ['spec', 'unschedulable']);
  });
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'contradiction',
    severity: definition.severity,
    subject: budget,
    instances: held.map(({ key }) => key),
    title: `PodDisruptionBudget ${budget.namespace}/${budget.name} keeps ${someOf(nodes)} from being emptied: it demands ${desired} of ${count(expected, 'pod')}`,
    detail: `${someOf(nodes)} ${nodes.length === 1 ? 'is' : 'are'} cordoned and still ${nodes.length === 1 ? 'runs' : 'run'} ${count(held.length, 'pod')} of it; an eviction would leave fewer healthy than the budget demands, so every one is refused.`,
    evidence: [
      ...snapshot.cite(
        budget,
        ['spec', 'minAvailable'],
        ['spec', 'maxUnavailable'],
        ['status', 'desiredHealthy'],
        ['status', 'expectedPods'],
        ['status', 'disruptionsAllowed'],
      ),
      ...cordons,
    ],
    data: { nodes, desired, expected },
  });
}
