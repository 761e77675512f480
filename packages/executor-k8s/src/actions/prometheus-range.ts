import { type Action, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, type Fields, fieldsOf, listOf, textOf } from '../api/object-fields.ts';
import { readObject } from '../api/read-object.ts';
import { requestPath } from '../api/request-path.ts';
import { printable } from '../printable.ts';
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
  /** Sorted by labels. */
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

const notConfigured: UnknownReason = {
  kind: 'unavailable',
  message: 'query prometheus: none is configured',
  needs: "a Prometheus address in the provider's configuration",
};

function toSeries(value: unknown): TimeSeries {
  const { metric, values } = fieldsOf(value);
  const labels = Object.entries(fieldsOf(metric)).map(([name, label]) => [name, textOf(label)] as const);
  return {
    labels: Object.fromEntries(labels.sort(([left], [right]) => compareText(left, right))),
    values: listOf(values).map((point) => {
      const [at, text] = listOf(point);
      const number = Number(textOf(text) || Number.NaN);
      return [typeof at === 'number' ? at : 0, Number.isFinite(number) ? number : null] as const;
    }),
  };
}

/** An empty `series` of a present answer means that Prometheus knows no such series: nothing was measured. */
function toEvidence(query: string, answer: Fields): Evidence<PrometheusRangeOutput> {
  const { result } = fieldsOf(answer.data);
  if (answer.status !== 'success' || !Array.isArray(result)) {
    const message = 'query prometheus: the answer is no result of a range query';
    return { status: 'unknown', reason: { kind: 'invalid', message } };
  }
  const series = result
    .map(toSeries)
    .sort((left, right) => compareText(JSON.stringify(left.labels), JSON.stringify(right.labels)));
  const warnings = listOf(answer.warnings).map(textOf);
  const [warning] = warnings;
  if (warning === undefined) return { status: 'present', output: { query, series, warnings } };
  // A store that did not answer leaves its series out: what is missing here may well exist.
  const message = `query prometheus: its answer may lack series: ${printable(warning)}`;
  const reason: UnknownReason = { kind: 'truncated', message, needs: 'a Prometheus whose stores all answer' };
  return { status: 'unknown', reason, output: { query, series, warnings } };
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
      if (prometheus === null) return { status: 'unknown', reason: notConfigured };
      const evidence = await readObject({
        session: prometheus,
        context,
        asked: { verb: 'query', resource: 'prometheus' },
        request: {
          method: 'GET',
          path: requestPath('/api/v1/query_range', { query, start, end, step }),
          headers: { accept: 'application/json' },
        },
      });
      // A 404 is a wrong address, not an empty history.
      if (evidence.status === 'absent') {
        const message = 'query prometheus: HTTP 404, no Prometheus API at this address';
        return { status: 'unknown', reason: { kind: 'not-found', message } };
      }
      if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
      return toEvidence(query, evidence.output.object);
    },
  });
}
