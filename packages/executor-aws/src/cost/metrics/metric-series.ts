import type { UnknownReason } from '@cloudops/spec';
import type { Place } from '../../listing/listing.ts';

/** One statistic of one metric of one resource. */
export interface MetricSeries extends Place {
  readonly namespace: string;
  readonly metric: string;
  /** By name, sorted by name. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  /** Seconds. */
  readonly period: number;
  /** Days that were asked for, ending at the output's `to`. */
  readonly days: number;
  /** `unknown` when it could not be read, and when CloudWatch holds no sample: no data is not zero. */
  readonly status: 'present' | 'unknown';
  readonly reason?: UnknownReason;
  /** How many samples there would be without a gap. */
  readonly expected: number;
  /** Samples: whole hours since `to` minus `days`, and the value with six significant digits. Oldest first. */
  readonly points: readonly (readonly [hour: number, value: number])[];
}

/** What `aws.metrics` read: sorted by account, region, namespace, metric, dimensions, statistic, period. */
export interface MetricsOutput {
  /** The hour (ISO 8601) that all windows end at. */
  readonly to: string;
  /** Metrics that were asked for, as CloudWatch bills them. */
  readonly metrics: number;
  /** GetMetricData calls, first tries only. */
  readonly requests: number;
  /** What AWS asks for them: $0.01 per 1,000 metrics. */
  readonly cost_usd: number;
  readonly series: readonly MetricSeries[];
}
