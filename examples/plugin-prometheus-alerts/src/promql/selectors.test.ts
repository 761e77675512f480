import { describe, expect, it } from 'vitest';
import { readExpression } from './selectors.ts';

const read: readonly (readonly [
  expression: string,
  selectors: readonly string[],
  needsAll: boolean,
  needsAny: boolean,
])[] = [
  ['up == 0', ['up'], true, true],
  ['up{job="api"} == 0 and on(instance) foo', ['up{job="api"}', 'foo'], true, true],
  [
    'sum by (job, le) (rate(http_requests_total{code=~"5.."}[5m])) > 1',
    ['http_requests_total{code=~"5.."}'],
    true,
    true,
  ],
  ['sum(rate(a[5m])) without (pod) / ignoring(x) group_left(y) b offset 5m > 0.5', ['a', 'b'], true, true],
  ['absent(up{job="api"})', [], false, false],
  ['absent(x) or up == 0', ['up'], false, false],
  ['a or b', ['a', 'b'], false, true],
  ['a unless b', ['a', 'b'], false, true],
  ['a > scalar(b)', ['a', 'b'], false, false],
  ['vector(1)', [], false, false],
  ['a or vector(0)', ['a'], false, false],
  ['{__name__="weird:name", x="}"} > 1e3', ['{__name__="weird:name", x="}"}'], true, true],
  ['{"utf8.name"}', ['{"utf8.name"}'], true, true],
  ['a # or absent(b)\n > 1', ['a'], true, true],
  ['max_over_time(deriv(rate(a[5m])[30m:1m])[1h:]) > bool b', ['a', 'b'], true, true],
  ['histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m]))) > Inf', ['x_bucket'], true, true],
  ['count by (a) (b)', ['b'], true, true],
];

describe('readExpression', () => {
  it.each(read)('%s', (expression, selectors, needsAll, needsAny) => {
    const { metrics: _metrics, ...reading } = readExpression(expression);
    expect(reading).toEqual({ selectors, needsAll, needsAny });
  });

  it('names the metric of a selector', () => {
    expect(readExpression('a{b="c"} + {__name__="d"} + {e="f"}').metrics).toEqual(['a', 'd', null]);
  });

  it('ends on anything', () => {
    for (const piece of ['(', '{', 'a{', 'by(', '"', '[', 'absent(', '}'])
      expect(readExpression(piece.repeat(2000))).toBeDefined();
  });
});
