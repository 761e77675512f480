import { listAt, textAt } from './read.ts';

/** A taint of a node. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** The taints of a node's object, in its order. */
export function readTaints(node: unknown): readonly Taint[] {
  return listAt(node, 'spec', 'taints').map((taint) => ({
    key: textAt(taint, 'key'),
    value: textAt(taint, 'value'),
    effect: textAt(taint, 'effect'),
  }));
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

/** What node selectors look at. */
export interface Placeable {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Whether any of a node selector's terms holds for a node. Source: Kubernetes, "Assigning Pods to Nodes", operators. */
export function meetsTerms(terms: readonly unknown[], node: Placeable): boolean {
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

/** Whether a label (undefined without one) meets one expression of a selector of nodes or labels. */
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
