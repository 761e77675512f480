import { type Action, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, fieldsOf, listOf, numberOf } from '../api/object-fields.ts';
import { readWindow } from '../evidence/window.ts';
import {
  labelsOf,
  lackOf,
  notConfigured,
  readMetrics,
  resultsOf,
  sampleValue,
  warningsOf,
} from './prometheus-answer.ts';
import { fillQuery, isLabelName } from './prometheus-template.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.prometheus-query`. */
export interface PrometheusQueryInput {
  /** PromQL; `$match` stands for `match` as label matchers, `$window` for the length of `window`. */
  readonly query: string;
  /** Label name to the one value that is meant; null for any. */
  readonly match: Readonly<Record<string, string | null>>;
  /** An ISO 8601 duration back from now, or an interval, whose end the query is asked for; null = an hour. */
  readonly window: string | null;
}

/** One series at one time. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** Null where it is no finite number. */
  readonly value: number | null;
}

/** Output of `kubernetes.prometheus-query`. */
export interface PrometheusQueryOutput {
  /** As it was asked. */
  readonly query: string;
  /** When it was evaluated (ISO 8601, Prometheus's clock); null for an empty answer. */
  readonly evaluated_at: string | null;
  /** Sorted by labels; at most 20,000. */
  readonly samples: readonly Sample[];
  readonly warnings: readonly string[];
}

const mostSamples = 20_000;
const longestWindowSec = 92 * 86_400;

const match: z.ZodType<PrometheusQueryInput['match']> = z
  .record(z.string().refine(isLabelName, 'must be a label name'), z.string().max(253).nullable())
  .nullish()
  .transform((given) => given ?? {});

const input: z.ZodType<PrometheusQueryInput> = z.strictObject({
  query: z.string().min(1).max(4000),
  match,
  window: z
    .string()
    .max(100)
    .nullish()
    .transform((text) => text || null)
    .refine((text) => text === null || readWindow(text, 0) !== null, 'must be an ISO 8601 duration or interval'),
});

const output: z.ZodType<PrometheusQueryOutput> = z.strictObject({
  query: z.string(),
  evaluated_at: z.string().nullable(),
  samples: z.array(z.strictObject({ labels: z.record(z.string(), z.string()), value: z.number().nullable() })),
  warnings: z.array(z.string()),
});

/** The window's length, and its end where it is not now. */
function spanOf(window: string | null): { readonly windowSec: number | null; readonly end: number | null } {
  const read = readWindow(window, 0);
  if (window === null || read === null) return { windowSec: null, end: null };
  const windowSec = Math.min(longestWindowSec, Math.max(60, Math.round((read.to - read.from) / 1000)));
  return { windowSec, end: window.includes('/') ? read.to / 1000 : null };
}

/** An empty list of a present answer means that Prometheus knows nothing that the query asks for. */
function toEvidence(query: string, body: unknown): Evidence<PrometheusQueryOutput> {
  const results = resultsOf(body, 'vector');
  if (results === null) {
    const message = 'query prometheus: the answer is no result of an instant query';
    return { status: 'unknown', reason: { kind: 'invalid', message } };
  }
  const samples = results
    .map((one) => ({ labels: labelsOf(fieldsOf(one).metric), value: sampleValue(listOf(fieldsOf(one).value)[1]) }))
    .map((sample) => ({ sample, key: JSON.stringify(sample.labels) }))
    .sort((left, right) => compareText(left.key, right.key))
    .slice(0, mostSamples)
    .map(({ sample }) => sample);
  const at = numberOf(listOf(fieldsOf(results[0]).value)[0]);
  const warnings = warningsOf(body);
  const found = { query, evaluated_at: at === null ? null : toTime(at), samples, warnings };
  const reason = lackOf(warnings, results.length > mostSamples, mostSamples);
  return reason === null ? { status: 'present', output: found } : { status: 'unknown', reason, output: found };
}

function toTime(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** `kubernetes.prometheus-query`: figures of one moment, where a Prometheus is configured. */
export function createPrometheusQueryAction({ prometheus }: Services): Action {
  return defineAction<PrometheusQueryInput, PrometheusQueryOutput>({
    name: 'prometheus-query',
    description: 'Runs an instant query on the configured Prometheus.',
    risk: 'read',
    input,
    output,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'query', resource: 'prometheus' }],
    async doRun({ query: template, match: matchers, window }, context): Promise<Evidence<PrometheusQueryOutput>> {
      if (prometheus === null)
        return { status: 'unknown', reason: notConfigured('prometheus', 'kubernetes.prometheus') };
      const { windowSec, end } = spanOf(window);
      const query = fillQuery(template, { match: matchers, windowSec });
      const answer = await readMetrics({
        session: prometheus,
        context,
        product: 'prometheus',
        path: '/api/v1/query',
        // So that Prometheus gives up no later than whoever asks.
        query: { query, time: end, timeout: '50s' },
      });
      if (answer.status === 'absent') return answer;
      if (answer.status === 'unknown') return { status: 'unknown', reason: answer.reason };
      return toEvidence(query, answer.output.body);
    },
  });
}
