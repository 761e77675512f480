import { type Action, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, fieldsOf, listOf } from '../api/object-fields.ts';
import {
  labelsOf,
  lackOf,
  notConfigured,
  readMetrics,
  resultsOf,
  sampleValue,
  warningsOf,
} from './prometheus-answer.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.prometheus-range`. */
export interface PrometheusRangeInput {
  /** PromQL. */
  readonly query: string;
  /** ISO 8601 or Unix seconds, as Prometheus takes them. */
  readonly start: string;
  readonly end: string;
  /** Seconds, or a Prometheus duration such as `5m`. */
  readonly step: string;
}

/** One time series. */
export interface TimeSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** `[Unix seconds, value]`, oldest first; null where the value is no finite number. */
  readonly values: readonly (readonly [number, number | null])[];
}

/** Output of `kubernetes.prometheus-range`. */
export interface PrometheusRangeOutput {
  readonly query: string;
  /** Sorted by labels; at most 5,000. */
  readonly series: readonly TimeSeries[];
  /** Prometheus's own warnings, such as a store that did not answer. */
  readonly warnings: readonly string[];
}

const time = z.union([z.string().min(1).max(64), z.number()]).transform(String);
const input = z.strictObject({ query: z.string().min(1).max(4000), start: time, end: time, step: time });

const output = z.strictObject({
  query: z.string(),
  series: z.array(
    z.strictObject({
      labels: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.number(), z.number().nullable()])),
    }),
  ),
  warnings: z.array(z.string()),
});

const mostSeries = 5000;

function toSeries(value: unknown): TimeSeries {
  const { metric, values } = fieldsOf(value);
  return {
    labels: labelsOf(metric),
    values: listOf(values).map((point) => {
      const [at, text] = listOf(point);
      return [typeof at === 'number' ? at : 0, sampleValue(text)] as const;
    }),
  };
}

/** An empty `series` of a present answer means that Prometheus knows no such series: nothing was measured. */
function toEvidence(query: string, body: unknown): Evidence<PrometheusRangeOutput> {
  const results = resultsOf(body, 'matrix');
  if (results === null) {
    const message = 'query prometheus: the answer is no result of a range query';
    return { status: 'unknown', reason: { kind: 'invalid', message } };
  }
  const series = results
    .map(toSeries)
    .sort((left, right) => compareText(JSON.stringify(left.labels), JSON.stringify(right.labels)))
    .slice(0, mostSeries);
  const warnings = warningsOf(body);
  const reason = lackOf(warnings, results.length > mostSeries, mostSeries);
  const found = { query, series, warnings };
  return reason === null ? { status: 'present', output: found } : { status: 'unknown', reason, output: found };
}

/** `kubernetes.prometheus-range`: history, where a Prometheus is configured. */
export function createPrometheusRangeAction({ prometheus }: Services): Action {
  return defineAction<PrometheusRangeInput, PrometheusRangeOutput>({
    name: 'prometheus-range',
    description: 'Runs a range query on the configured Prometheus.',
    risk: 'read',
    input,
    output,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'query', resource: 'prometheus' }],
    async doRun({ query, start, end, step }, context): Promise<Evidence<PrometheusRangeOutput>> {
      if (prometheus === null)
        return { status: 'unknown', reason: notConfigured('prometheus', 'kubernetes.prometheus') };
      const answer = await readMetrics({
        session: prometheus,
        context,
        product: 'prometheus',
        path: '/api/v1/query_range',
        query: { query, start, end, step },
      });
      if (answer.status === 'absent') return answer;
      if (answer.status === 'unknown') return { status: 'unknown', reason: answer.reason };
      return toEvidence(query, answer.output.body);
    },
  });
}
