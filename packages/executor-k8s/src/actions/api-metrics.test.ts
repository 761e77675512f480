import { describe, expect, it } from 'vitest';
import { increases, quantile, sumBy } from './api-metrics-compare.ts';
import { parseSamples } from './api-metrics-text.ts';

const text = `# HELP apiserver_request_total Counter
# TYPE apiserver_request_total counter
apiserver_request_total{verb="GET",code="200"} 10
apiserver_request_total{verb="GET",code="500",path="a\\"b"} 3
other_metric{verb="GET"} 1
apiserver_request_total{verb="LIST"} NaN
bare 7
h_bucket{le="0.1"} 5
h_bucket{le="1"} 9
h_bucket{le="+Inf"} 10`;
const wanted = new Set(['apiserver_request_total', 'bare', 'h_bucket']);

describe("the API server's metrics", () => {
  const samples = parseSamples(text, wanted);

  it('are read where they are wanted, escapes and bare names included', () => {
    expect(samples.get('apiserver_request_total')?.map(({ value }) => value)).toEqual([10, 3]);
    expect(samples.get('apiserver_request_total')?.[1]?.labels.get('path')).toBe('a"b');
    expect(samples.get('bare')?.[0]?.value).toBe(7);
    expect(samples.has('other_metric')).toBe(false);
  });

  it('are compared between two readings; a counter that fell began anew', () => {
    const later = parseSamples(text.replace(' 10\n', ' 14\n').replace(' 3\n', ' 1\n'), wanted);
    expect(increases(samples, later, 'apiserver_request_total').map(({ value }) => value)).toEqual([4, 1]);
    expect(sumBy(increases(samples, later, 'apiserver_request_total'), 'verb').get('GET')).toBe(5);
  });

  it('give a quantile as the upper bound of its bucket', () => {
    const buckets = samples.get('h_bucket') ?? [];
    expect(quantile(buckets, 0.5)).toBe(0.1);
    expect(quantile(buckets, 0.9)).toBe(1);
    expect(quantile(buckets, 0.99)).toBeNull();
    expect(quantile([], 0.5)).toBeNull();
  });
});
