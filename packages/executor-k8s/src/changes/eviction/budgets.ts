import type { Evidence } from '@cloudops/spec';
import { type Fields, fieldsOf, nameOf, numberOf } from '../../api/object-fields.ts';
import { labelsAt } from '../../evidence/read.ts';
import { matches, readSelector } from '../../evidence/selector.ts';
import { quote } from '../../evidence/words.ts';
import { listObjects, type Reach } from '../request/read-kind.ts';

/** A disruption budget, as far as it matters. */
export interface Budget {
  readonly namespace: string;
  readonly name: string;
  /** How many of its pods may go now. */
  readonly allowed: number;
  /** Whether all its pods are healthy and still none may go: waiting changes nothing. */
  readonly isFixed: boolean;
  /** Whether it is about a pod with these labels. */
  covers(labels: ReadonlyMap<string, string>): boolean;
}

function toBudget(object: Fields): Budget {
  const status = fieldsOf(object.status);
  const [allowed, healthy, expected] = ['disruptionsAllowed', 'currentHealthy', 'expectedPods'].map(
    (name) => numberOf(status[name]) ?? 0,
  ) as [number, number, number];
  const selector = readSelector(fieldsOf(object.spec).selector);
  return {
    ...nameOf(object),
    allowed,
    isFixed: allowed === 0 && healthy >= expected,
    covers: (labels) => selector !== null && matches(selector, labels),
  };
}

/** All budgets of a namespace. */
export async function listBudgets(reach: Reach, namespace: string): Promise<Evidence<readonly Budget[]>> {
  const evidence = await listObjects(reach, { kind: 'PodDisruptionBudget', namespace });
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  return { status: 'present', output: (evidence.output ?? []).map(toBudget) };
}

/** The budgets of a list that are about a pod. */
export function budgetsFor(budgets: readonly Budget[], pod: Fields): readonly Budget[] {
  const { namespace } = nameOf(pod);
  const labels = labelsAt(pod, 'metadata', 'labels');
  return budgets.filter((budget) => budget.namespace === namespace && budget.covers(labels));
}

/** `budget shop/api lets 0 of its pods go now`. */
export function budgetText({ namespace, name, allowed }: Budget): string {
  return `disruption budget ${quote(namespace)}/${quote(name)} lets ${allowed} of its pods go now`;
}
