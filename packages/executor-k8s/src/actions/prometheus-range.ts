import { type Action, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, fieldsOf, listOf, textOf } from '../api/object-fields.ts';
import { readObject } from '../api/read-object.ts';
import { requestPath } from '../api/request-path.ts';
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
      const { data, warnings } = evidence.output.object;
      const series = listOf(fieldsOf(data).result).map(toSeries);
      const sorted = series.sort((left, right) =>
        compareText(JSON.stringify(left.labels), JSON.stringify(right.labels)),
      );
      return { status: 'present', output: { query, series: sorted, warnings: listOf(warnings).map(textOf) } };
    },
  });
}
