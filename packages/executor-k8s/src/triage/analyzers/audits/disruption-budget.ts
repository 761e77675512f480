import type { Severity } from '@cloudops/spec';
import { numberAt, valueAt } from '../../../evidence/read.ts';
import { readSelector } from '../../../evidence/selector.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { count, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const source =
  'Kubernetes, "Specifying a Disruption Budget for your Application"; polaris; disruption.go of Kubernetes 1.36';

function define(
  code: string,
  severity: Severity,
  title: string,
  decided: string,
  remedy: string,
): TriageFindingDefinition {
  return { code, title, role: 'fault', severity, decided, thresholds: {}, source, remedy };
}

const closed = define(
  'PDB-201',
  'medium',
  'Budget allows no eviction',
  'disruptionsAllowed is 0 while as many pods are healthy as expected: by its own numbers no drain can ever move one. A budget that is used up because pods are unhealthy right now is another matter.',
  'Allow one: maxUnavailable 1, or minAvailable below the number of replicas; with a single replica run two.',
);
const empty = define(
  'PDB-202',
  'low',
  'Budget selects no pods',
  'The selector of a budget chooses no pod of its namespace, and the list of pods is whole.',
  'Correct the selector, or delete the budget.',
);
const twice = define(
  'PDB-203',
  'medium',
  'Pods with several budgets',
  'A pod is chosen by more than one budget: the eviction API refuses such a pod with an error, whatever the budgets allow.',
  'Leave one budget per pod.',
);
const exhausted = define(
  'PDB-204',
  'medium',
  'Budget is used up by unhealthy pods',
  'disruptionsAllowed is 0 because fewer pods are healthy than desired: a drain waits for them.',
  'Mend the pods; unhealthyPodEvictionPolicy AlwaysAllow lets a drain move those that do not work anyway.',
);

/** What blocks a drain. */
export const disruptionBudget: Analyzer = {
  name: 'disruption-budget',
  topic: 'disruption',
  definitions: [closed, empty, twice, exhausted],
  inspect(snapshot) {
    const chosen = new Map<Pod, Entity[]>();
    const drafts = snapshot.all('budgets').flatMap((budget) => {
      const selector = readSelector(valueAt(budget.raw, 'spec', 'selector'));
      const pods = selector === null ? [] : snapshot.podsSelectedBy(budget.namespace, selector);
      for (const pod of pods) chosen.set(pod, [...(chosen.get(pod) ?? []), budget]);
      return judge(snapshot, budget, pods);
    });
    return { drafts: [...drafts, ...shared(snapshot, chosen)] };
  },
};

function judge(snapshot: Snapshot, budget: Entity, pods: readonly Pod[]): readonly Draft[] {
  if (pods.length === 0) {
    return snapshot.isComplete('pods', budget.namespace)
      ? [tell(snapshot, budget, empty, [], 'It protects nothing.')]
      : [];
  }
  const of = (field: string): number | null => numberAt(budget.raw, 'status', field);
  const isCurrent = (of('observedGeneration') ?? 0) >= (numberAt(budget.raw, 'metadata', 'generation') ?? 0);
  if (!isCurrent || of('disruptionsAllowed') !== 0) return [];
  const [healthy, desired, expected] = [of('currentHealthy') ?? 0, of('desiredHealthy') ?? 0, of('expectedPods') ?? 0];
  const numbers = `${healthy} of ${expected} pods healthy, ${desired} wanted at any time.`;
  if (desired >= expected && expected > 0) return [tell(snapshot, budget, closed, pods, numbers)];
  return healthy <= desired && healthy < expected ? [tell(snapshot, budget, exhausted, pods, numbers)] : [];
}

function tell(
  snapshot: Snapshot,
  budget: Entity,
  definition: TriageFindingDefinition,
  pods: readonly Pod[],
  detail: string,
): Draft {
  const workloads = [...new Set(pods.map((pod) => snapshot.workloadOf(pod).key))].sort();
  return draft({
    code: definition.code,
    role: 'fault',
    tier: definition === empty ? 'absence' : 'contradiction',
    severity: definition.severity,
    subject: budget,
    instances: workloads.length === 0 ? [budget.key] : workloads,
    title: `${nameOf(budget)}: ${definition.title.toLowerCase()}`,
    detail,
    evidence: snapshot.cite(
      budget,
      ['spec', 'minAvailable'],
      ['spec', 'maxUnavailable'],
      ['spec', 'selector'],
      ['status', 'disruptionsAllowed'],
      ['status', 'currentHealthy'],
      ['status', 'desiredHealthy'],
      ['status', 'expectedPods'],
    ),
  });
}

function shared(snapshot: Snapshot, chosen: ReadonlyMap<Pod, readonly Entity[]>): readonly Draft[] {
  const groups = Map.groupBy(
    [...chosen].filter(([, budgets]) => budgets.length > 1),
    ([, budgets]) => budgets.map(({ key }) => key).join(' '),
  );
  return [...groups.values()].flatMap((group) => {
    const [[, budgets] = [null, []]] = group;
    const [first] = budgets;
    if (first === undefined) return [];
    const pods = group.map(([pod]) => pod.key);
    const names = budgets.map(({ name }) => name);
    return [
      draft({
        code: twice.code,
        role: 'fault',
        tier: 'contradiction',
        severity: twice.severity,
        subject: first,
        instances: pods,
        title: `${count(pods.length, 'pod')} of ${first.namespace} ${pods.length === 1 ? 'has' : 'have'} several budgets: ${someOf(names)}`,
        detail: twice.decided,
        evidence: budgets.flatMap((budget) => snapshot.cite(budget, ['spec', 'selector'])),
        data: { budgets: names },
      }),
    ];
  });
}
