import type { Counter, Histogram, Meter } from '@opentelemetry/api';

/** One metric, as it is documented. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: 'counter' | 'histogram';
  /** UCUM; what is counted stands in braces. */
  readonly unit: string;
  readonly description: string;
}

/** The instruments, one for each of {@link metricDefinitions}. */
export interface Instruments {
  readonly questions: Counter;
  readonly parses: Counter;
  readonly runs: Counter;
  readonly duration: Histogram;
  readonly cost: Histogram;
  readonly errors: Counter;
  readonly calls: Counter;
  readonly findings: Counter;
  readonly tokens: Histogram;
}

/** All metrics. Their success rates: `outcome="matched"` of all parses, `status` completed or partial of all runs. */
export const metricDefinitions: Readonly<Record<keyof Instruments, MetricDefinition>> = {
  questions: {
    name: 'cloudops.questions',
    kind: 'counter',
    unit: '{question}',
    description: 'Questions and changes, by how far they came.',
  },
  parses: {
    name: 'cloudops.parses',
    kind: 'counter',
    unit: '{parse}',
    description: 'Questions that were read, by whether they were understood.',
  },
  runs: {
    name: 'cloudops.runs',
    kind: 'counter',
    unit: '{run}',
    description: 'Plans that ran, by how they ended.',
  },
  duration: {
    name: 'cloudops.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long a part of the work took.',
  },
  cost: {
    name: 'cloudops.operation.cost',
    kind: 'histogram',
    unit: '{USD}',
    description: 'What one question cost, in US dollars.',
  },
  errors: {
    name: 'cloudops.errors',
    kind: 'counter',
    unit: '{error}',
    description: 'Errors by code, and what could not be read by reason.',
  },
  calls: {
    name: 'cloudops.provider.calls',
    kind: 'counter',
    unit: '{call}',
    description: 'API requests, retries included.',
  },
  findings: {
    name: 'cloudops.findings',
    kind: 'counter',
    unit: '{finding}',
    description: 'Findings by severity.',
  },
  tokens: {
    name: 'gen_ai.client.token.usage',
    kind: 'histogram',
    unit: '{token}',
    description: 'Tokens that a model read and wrote.',
  },
};

/** Bounds of histogram buckets, where the standard ones fit requests of a server and not this. */
const seconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];
const dollars = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
/** Those that the semantic conventions of `gen_ai` recommend. */
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

/** Makes all instruments on a meter. */
export function createInstruments(meter: Meter): Instruments {
  const counter = ({ name, unit, description }: MetricDefinition): Counter =>
    meter.createCounter(name, { unit, description });
  const histogram = ({ name, unit, description }: MetricDefinition, bounds: readonly number[]): Histogram =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: [...bounds] } });
  return {
    questions: counter(metricDefinitions.questions),
    parses: counter(metricDefinitions.parses),
    runs: counter(metricDefinitions.runs),
    duration: histogram(metricDefinitions.duration, seconds),
    cost: histogram(metricDefinitions.cost, dollars),
    errors: counter(metricDefinitions.errors),
    calls: counter(metricDefinitions.calls),
    findings: counter(metricDefinitions.findings),
    tokens: histogram(metricDefinitions.tokens, tokens),
  };
}
