import type { Book, Item } from '../../evidence/book.ts';
import { labelsAt, numberAt, textAt, valueAt } from '../../evidence/read.ts';
import { matches, readSelector } from '../../evidence/selector.ts';
import type { Subject } from '../../evidence/subject.ts';
import { labelsOf, type PodEntry } from './pod.ts';

/** A PodDisruptionBudget (policy/v1) that allows no eviction at present. */
export interface ClosedBudget extends Subject {
  readonly kind: 'PodDisruptionBudget';
  readonly item: Item;
  /** Pods that must stay healthy, that are, and that there should be. */
  readonly desired: number;
  readonly healthy: number;
  readonly expected: number;
}

/**
 * Finds the budgets that keep a pod where it is. By namespace and one label of their selector, so that a pod meets only
 * those that could fit. A status that lags behind its object does not count, nor a budget that selects no pods.
 */
export function readClosedBudgets(book: Book): (pod: PodEntry) => readonly ClosedBudget[] {
  const byLabel = Map.groupBy(book.items('budgets').flatMap(toClosed), ({ namespace, item }) => {
    const [first] = labelsAt(item.raw, 'spec', 'selector', 'matchLabels');
    return first === undefined ? namespace : `${namespace}\u0000${first[0]}\u0000${first[1]}`;
  });
  return (pod) => {
    const labels = labelsOf(pod);
    return [pod.namespace, ...[...labels].map(([name, value]) => `${pod.namespace}\u0000${name}\u0000${value}`)]
      .flatMap((key) => byLabel.get(key) ?? [])
      .filter(({ item }) => isSelected(valueAt(item.raw, 'spec', 'selector'), labels));
  };
}

function toClosed(item: Item): readonly ClosedBudget[] {
  const status = (field: string): number | null => numberAt(item.raw, 'status', field);
  const [desired, healthy, expected] = ['desiredHealthy', 'currentHealthy', 'expectedPods'].map(status);
  const isCurrent = (status('observedGeneration') ?? 0) >= (numberAt(item.raw, 'metadata', 'generation') ?? 0);
  if (status('disruptionsAllowed') !== 0 || !isCurrent || desired == null || healthy == null || !expected) return [];
  const namespace = textAt(item.raw, 'metadata', 'namespace');
  return [
    {
      kind: 'PodDisruptionBudget',
      namespace,
      name: textAt(item.raw, 'metadata', 'name'),
      item,
      desired,
      healthy,
      expected,
    },
  ];
}

/** Source: Kubernetes, policy/v1: an empty selector takes every pod of the namespace, a missing one takes none. */
function isSelected(value: unknown, labels: ReadonlyMap<string, string>): boolean {
  const selector = readSelector(value);
  return selector !== null && matches(selector, labels);
}
