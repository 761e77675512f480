import { describe, expect, it } from 'vitest';
import { checkExpression, createExpressionChecker, stepReferences } from './check-expression.ts';

describe('checkExpression', () => {
  it('names the type and what is mentioned', () => {
    expect(checkExpression('steps.b.output.x > inputs.y && steps["a"].status == "present" && item.z')).toEqual({
      kind: 'valid',
      type: 'bool',
      references: { steps: ['a', 'b'], inputs: ['y'], item: true },
    });
  });

  it.each<[string, number]>([
    ['inputs.a +* 2', 10],
    ['1 +', 3],
    ['inputs.a && nope', 12],
    ['inputs.a + steps[inputs.b]', 11],
    ['inputs.x.matches("a")', 0],
    ['foo(1)', 0],
    ['', 0],
  ])('points into %s', (expression, offset) => {
    expect(checkExpression(expression)).toMatchObject({ kind: 'invalid', offset });
  });

  it('gives the same answers from a checker', () => {
    const check = createExpressionChecker();
    expect(check('inputs.a')).toEqual(checkExpression('inputs.a'));
    expect(check('inputs.a')).toBe(check('inputs.a'));
  });
});

describe('stepReferences', () => {
  it('finds steps inside loops, maps and functions', () => {
    const expression = 'size(steps.c.output.map(x, {"k": [x, size(steps.b.output)]})) > 0 && has(steps.a.output)';
    expect(stepReferences(expression)).toEqual(['a', 'b', 'c']);
  });

  it('is empty for broken text', () => {
    expect(stepReferences('steps.')).toEqual([]);
  });
});
