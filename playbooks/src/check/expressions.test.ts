import { describe, expect, it } from 'vitest';
import { cel, problemsWith } from '../__fixtures__/sample.ts';

const open = '$'.concat('{{');

describe('checkStepExpressions', () => {
  it.each<[string, string, string, string]>([
    [
      'plain',
      'kind: Pod',
      `kind: ${cel('inputs.namespac')}`,
      'x.yaml:27:17: there is no input "namespac" (did you mean "namespace"?)',
    ],
    [
      'single-quoted',
      'kind: Pod',
      `kind: 'it''s ${cel('inputs.namespac')}'`,
      'x.yaml:27:24: there is no input "namespac" (did you mean "namespace"?)',
    ],
    [
      'double-quoted',
      'kind: Pod',
      `kind: "a\\tb\\u0041 ${cel('inputs.namespac')}"`,
      'x.yaml:27:29: there is no input "namespac" (did you mean "namespace"?)',
    ],
    [
      'literal',
      'kind: Pod',
      `kind: |\n        one\n          two\n\n        x ${cel('inputs.namespac')}`,
      'x.yaml:31:15: there is no input "namespac" (did you mean "namespace"?)',
    ],
    [
      'folded',
      'kind: Pod',
      `kind: >-\n        one\n        two ${cel('inputs.namespac')}`,
      'x.yaml:29:17: there is no input "namespac" (did you mean "namespace"?)',
    ],
    [
      'folded over lines',
      'kind: Pod',
      `kind: >-\n        ${open} [1,\n        inputs.namespac] }}`,
      'x.yaml:29:9: there is no input "namespac" (did you mean "namespace"?)',
    ],
    [
      'nested',
      'kind: Pod',
      `kind: { a: [1, "${cel('steps.pod.output')}"] }`,
      'x.yaml:27:27: there is no step "pod" (did you mean "pods"?)',
    ],
    ['bare', 'size(steps.pods.', 'size(steps.pod.', 'x.yaml:31:16: there is no step "pod" (did you mean "pods"?)'],
    [
      'second of two',
      'kind: Pod',
      `kind: ${cel('inputs.top')}-${cel('inputs.tops')}`,
      'x.yaml:27:35: there is no input "tops" (did you mean "top"?)',
    ],
    ['CEL syntax', ' > 0', ' >> 0', 'x.yaml:31:42: in the expression: ">" has no place here (correct the expression)'],
    [
      'CEL end',
      ' > 0',
      ' >',
      'x.yaml:31:42: in the expression: the expression ends too early (correct the expression)',
    ],
    [
      'CEL name',
      'kind: Pod',
      `kind: ${cel('1 + nope')}`,
      'x.yaml:27:21: in the expression: Unknown variable: nope (correct the expression)',
    ],
    [
      'refused',
      'kind: Pod',
      `kind: ${cel('inputs.namespace.matches("(a+)+")')}`,
      'x.yaml:27:17: in the expression: matches() is not available: regular expressions have no bound on their time; use startsWith, endsWith, contains or split (correct the expression)',
    ],
    [
      'item',
      'kind: Pod',
      `kind: ${cel('1 + item.x')}`,
      'x.yaml:27:21: "item" has a meaning only in "with" of a step with foreach (add foreach)',
    ],
    ['open', 'kind: Pod', `kind: a ${open} b`, `x.yaml:27:15: "${open}" has no closing "}}" (close it with }})`],
  ])('points into an expression: %s', (_name, part, replacement, expected) => {
    expect(problemsWith(part, replacement)).toContain(expected);
  });
});
