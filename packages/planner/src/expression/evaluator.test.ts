import { CloudOpsError, type Json } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cel } from '../__fixtures__/playbook.ts';
import { createExpressionEvaluator } from './evaluator.ts';

fc.configureGlobal({ seed: 20_260_101 });

const items = Array.from({ length: 20_000 }, (_, index) => ({ index, namespace: `n${index % 7}`, cpu: '250m' }));
const scope = {
  inputs: { replicas: 5, name: 'web', none: null, on: true, list: [3, 1, 2] },
  steps: {
    pods: { status: 'present', output: { items, names: ['a', 'b'] } },
    nodes: { status: 'skipped' },
  },
};

function evaluate(expression: string): unknown {
  return createExpressionEvaluator().evaluate(expression, scope);
}

function failure(expression: string): string {
  try {
    evaluate(expression);
  } catch (error) {
    expect(CloudOpsError.isInstance(error) && error.code).toBe('EXPRESSION_FAILED');
    return (error as Error).message;
  }
  throw new CloudOpsError({ code: 'NOT_FAILED', message: `${expression} did not fail` });
}

describe('evaluate', () => {
  it.each<[string, unknown]>([
    ['inputs.replicas + 1', 6],
    ['1 + inputs.replicas * 2', 11],
    ['inputs.replicas / 2', 2.5],
    ['inputs.replicas % 2', 1],
    ['5 / 2', 2],
    ['inputs.replicas == 5', true],
    ['inputs.replicas > 4.5 && inputs.on', true],
    ['inputs.none == null', true],
    ['inputs.name == 5', false],
    ['has(inputs.nope)', false],
    ['has(steps.pods.output.items)', true],
    ['steps.nodes.status == "skipped"', true],
    ['size(steps.pods.output.items)', 20_000],
    ['inputs.list.map(x, x * 2)', [6, 2, 4]],
    ['inputs.list.filter(x, x > 1)', [3, 2]],
    ['"b" in steps.pods.output.names', true],
    ['{"a": {"b": [1, 2.5, "x", true, null]}}', { a: { b: [1, 2.5, 'x', true, null] } }],
    ['timestamp("2026-01-02T03:04:05Z")', '2026-01-02T03:04:05.000Z'],
    ['duration("90m")', '5400s'],
    ['uint(7) == 7u ? "same" : "other"', 'same'],
    ['cel.bind(total, sum(inputs.list), total * total)', 36],
    ['inputs.list[0]', 3],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each<[string, RegExp]>([
    ['inputs.nope', /No such key: nope/],
    ['steps.missing.output', /No such key: missing/],
    ['item.name', /Unknown variable: item/],
    ['nope', /Unknown variable: nope/],
    ['inputs.name + 1', /no such overload/],
    ['1 +', /ends too early \(at 4\)/],
    ['inputs.list[9]', /index out of bounds/],
    ['1 / 0', /division by zero/],
    ['1.0 / 0.0', /Infinity/],
    ['9007199254740993 + 0', /too large/],
    ['int', /type that JSON cannot carry/],
    ['quantity("many")', /"many" is no Kubernetes quantity/],
    ['"a".matches("(a+)+$")', /matches\(\) is not available/],
    ['timestamp("2026-01-02T03:04:05Z").getDayOfYear()', /time zone/],
    ['steps', /must be followed by a literal name/],
    ['steps[inputs.name]', /must be followed by a literal name/],
    ['inputs.list.map(steps, steps)', /"steps" is taken/],
    ['{"constructor": 1}', /cannot be a key/],
    [`"${'x'.repeat(5000)}"`, /characters; 4096 are allowed/],
    ['('.repeat(200) + ')'.repeat(200), /maxDepth|Exceeded/i],
  ])('refuses %s', (expression, message) => {
    expect(failure(expression)).toMatch(message);
  });

  it.each(['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'length'])(
    'gives no way to %s of any value',
    (key) => {
      for (const base of ['inputs', 'inputs.name', 'inputs.list', 'steps.pods', 'steps.pods.output.items']) {
        failure(`${base}["${key}"]`);
        if (!key.startsWith('__')) failure(`${base}.${key}`);
      }
    },
  );

  it('fails, and says no more, on an object whose own key is "constructor"', () => {
    const hostile = JSON.parse('{"constructor": null, "a": 1}') as Json;
    const run = () => createExpressionEvaluator().evaluate('item.a', { inputs: {}, item: hostile });
    expect(run).toThrow(CloudOpsError);
  });

  it('passes a large list by reference', () => {
    expect(evaluate('steps.pods.output.items')).toBe(items);
    expect(evaluate('inputs.on ? steps.pods.output.items : steps.pods.output.names')).toBe(items);
  });

  it('keeps the items of a filtered list by reference', () => {
    const filtered = evaluate('steps.pods.output.items.filter(pod, pod.index >= 19999)') as unknown[];
    expect(filtered).toEqual([items[19_999]]);
    expect(filtered[0]).toBe(items[19_999]);
  });

  it.each([
    'steps.pods.output.items.all(a, steps.pods.output.items.exists(b, b.index == a.index + 1))',
    'steps.pods.output.items.exists(a, steps.pods.output.items.all(b, b.index == -1)) || true',
    'steps.pods.output.items.map(a, sum(steps.pods.output.items.map(b, b.index)))',
    'steps.pods.output.items.filter(a, a.cpu in steps.pods.output.items)',
  ])('stops quadratic work: %s', (expression) => {
    expect(failure(expression)).toMatch(/more than 25000000 items/);
  });

  it('allows a join of all pods with a thousand nodes', () => {
    const nodes = Array.from({ length: 1000 }, (_, index) => ({ name: `n${index}` }));
    const small = items.slice(0, 2000);
    const result = createExpressionEvaluator().evaluate(
      'item.pods.filter(p, item.nodes.exists(n, n.name == p.namespace))',
      {
        inputs: {},
        item: { pods: small, nodes },
      },
    );
    expect(result).toHaveLength(2000);
  });

  it('stops a list that doubles itself', () => {
    const twice = 'steps.pods.output.items + steps.pods.output.items';
    const grown = `cel.bind(a, ${twice}, cel.bind(b, a + a + a + a + a + a + a + a, b + b + b + b + b + b + b + b))`;
    expect(failure(grown)).toMatch(/longer than 1000000/);
  });

  it('never throws anything but CloudOpsError, for any text', () => {
    const evaluator = createExpressionEvaluator();
    const words = [
      'inputs',
      '.',
      'name',
      'steps',
      '[',
      ']',
      '"a"',
      '(',
      ')',
      '+',
      'map',
      ',',
      'x',
      '1',
      '?',
      ':',
      '{',
      '}',
      '!',
      'in',
      'cel.bind',
      'item',
      ' ',
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (expression) => {
        try {
          evaluator.evaluate(expression, scope);
        } catch (error) {
          expect(CloudOpsError.isInstance(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('resolve', () => {
  const { resolve } = createExpressionEvaluator();

  it('yields the value itself for a whole expression and text for a mixed string', () => {
    const value = {
      a: cel('inputs.replicas'),
      b: [`${cel('inputs.name')}-${cel('inputs.replicas')}`],
      c: 7,
      d: 'plain',
    };
    expect(resolve(value, scope)).toEqual({ a: 5, b: ['web-5'], c: 7, d: 'plain' });
    expect(resolve({ pods: cel('steps.pods.output.items') }, scope)).toHaveProperty('pods', items);
  });

  it.each(['inputs.none', 'inputs.list', 'steps.pods'])('refuses %s inside text', (expression) => {
    expect(() => resolve(`x ${cel(expression)}`, scope)).toThrow(/cannot stand inside text/);
  });

  it('does not evaluate what a value contains', () => {
    const inputs = { name: cel('inputs.secret'), secret: 's' };
    expect(resolve({ a: cel('inputs.name'), b: `n=${cel('inputs.name')}` }, { inputs })).toEqual({
      a: cel('inputs.secret'),
      b: `n=${cel('inputs.secret')}`,
    });
  });
});
