import { meetsExpression } from './placement.ts';
import { labelsAt, listAt, textAt } from './read.ts';

/** Labels to choose objects by: `matchLabels` and `matchExpressions`, all of which must hold. */
export interface Selector {
  readonly labels: ReadonlyMap<string, string>;
  /** Raw `matchExpressions`. */
  readonly expressions: readonly unknown[];
}

/** A LabelSelector; null where none is stated, which some kinds take for "nothing" and others for "everything". */
export function readSelector(value: unknown): Selector | null {
  if (typeof value !== 'object' || value === null) return null;
  return { labels: labelsAt(value, 'matchLabels'), expressions: listAt(value, 'matchExpressions') };
}

/** The plain map that Services and ReplicationControllers use; null when empty: it selects nothing. */
export function readPlainSelector(value: unknown): Selector | null {
  const labels = labelsAt(value);
  return labels.size === 0 ? null : { labels, expressions: [] };
}

/** Whether labels meet a selector. An empty selector meets everything. Source: Kubernetes, "Labels and Selectors". */
export function matches(selector: Selector, labels: ReadonlyMap<string, string>): boolean {
  for (const [name, wanted] of selector.labels) if (labels.get(name) !== wanted) return false;
  return selector.expressions.every((expression) => meetsExpression(expression, labels.get(textAt(expression, 'key'))));
}

/** A selector as people write it: `app=api,tier in (web)`. */
export function selectorText({ labels, expressions }: Selector): string {
  const parts = expressions.map((one) => {
    const values = listAt(one, 'values').join(',');
    return `${textAt(one, 'key')} ${textAt(one, 'operator')}${values === '' ? '' : ` (${values})`}`;
  });
  return [...[...labels].map(([name, value]) => `${name}=${value}`), ...parts].join(',');
}
