import { compareText, fieldsOf, listOf, textOf } from '../../api/object-fields.ts';

function expressionText(expression: unknown): string {
  const { key, operator, values } = fieldsOf(expression);
  const list = listOf(values).map(textOf).join(',');
  if (operator === 'In') return `${textOf(key)} in (${list})`;
  if (operator === 'NotIn') return `${textOf(key)} notin (${list})`;
  return operator === 'DoesNotExist' ? `!${textOf(key)}` : textOf(key);
}

/** A LabelSelector in the form that lists are asked with; empty where it selects everything. */
export function labelSelectorOf(selector: unknown): string {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  const labels = Object.entries(fieldsOf(matchLabels)).sort(([left], [right]) => compareText(left, right));
  return [
    ...labels.map(([key, value]) => `${key}=${textOf(value)}`),
    ...listOf(matchExpressions).map(expressionText),
  ].join(',');
}
