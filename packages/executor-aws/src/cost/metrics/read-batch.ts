import type { JsonObject, UnknownReason } from '@cloudops/spec';
import type { AwsCallContext, AwsSession } from '../../clients/session.ts';
import { listAt, numberAt, textAt, timeAt } from '../../value/read.ts';
import type { MetricSeries } from './metric-series.ts';
import type { MetricQuery, QueryBatch } from './plan-queries.ts';

/** A batch and the way to send it. */
export interface BatchReading {
  readonly session: AwsSession;
  readonly context: AwsCallContext;
  readonly batch: QueryBatch;
  /** Milliseconds since the Unix epoch, a whole hour. */
  readonly to: number;
}

interface Progress {
  readonly points: (readonly [number, number])[];
  status: string;
  message: string;
}

const hourMs = 3_600_000;
/** Beyond what 500 hourly series of 90 days take (11 pages of 100,800 samples). */
const mostPages = 100;

/** Reads one batch with all its pages. What could not be read is unknown, series by series. */
export async function readBatch(reading: BatchReading): Promise<readonly MetricSeries[]> {
  const progress = reading.batch.queries.map((): Progress => ({ points: [], status: '', message: '' }));
  const failure = await readPages(reading, progress);
  return reading.batch.queries.map((query, index) => {
    const own = progress[index];
    return toSeries(query, own ?? { points: [], status: '', message: '' }, failure);
  });
}

/** Fills `progress`; returns why it ended early, null when it did not. */
async function readPages(reading: BatchReading, progress: readonly Progress[]): Promise<UnknownReason | null> {
  const { session, context, batch, to } = reading;
  const from = to - batch.days * 24 * hourMs;
  const seen = new Set<string>();
  let token = '';
  for (let page = 0; page < mostPages; page += 1) {
    const input: JsonObject = {
      MetricDataQueries: batch.queries.map(toQuery),
      StartTime: new Date(from).toISOString(),
      EndTime: new Date(to).toISOString(),
      ScanBy: 'TimestampAscending',
      ...(token === '' ? {} : { NextToken: token }),
    };
    const { account, region } = batch;
    const answer = await session.call(
      { account, region, service: 'cloudwatch', operation: 'GetMetricData', input },
      context,
    );
    if (answer.status !== 'present') return answer.reason ?? missing;
    for (const result of listAt(answer.output, 'MetricDataResults')) addResult(progress, result, from);
    token = textAt(answer.output, 'NextToken');
    if (token === '') return null;
    if (seen.has(token)) return { kind: 'invalid', message: 'GetMetricData gave the same page token twice' };
    seen.add(token);
  }
  return { kind: 'truncated', message: `GetMetricData has more than ${mostPages} pages` };
}

const missing: UnknownReason = {
  kind: 'unavailable',
  message: 'CloudWatch does not serve GetMetricData here',
  needs: 'cloudwatch:GetMetricData',
};

function toQuery(query: MetricQuery, index: number): JsonObject {
  const Dimensions = Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: query.namespace, MetricName: query.metric, Dimensions };
  return { Id: `m${index}`, MetricStat: { Metric, Period: query.period, Stat: query.stat }, ReturnData: true };
}

function addResult(progress: readonly Progress[], result: unknown, from: number): void {
  const id = /^m(\d{1,3})$/.exec(textAt(result, 'Id'))?.[1];
  const own = id === undefined ? undefined : progress[Number(id)];
  if (own === undefined) return;
  own.status = textAt(result, 'StatusCode') || 'Complete';
  own.message = textAt(result, 'Messages', 0, 'Value') || own.message;
  for (const [index] of listAt(result, 'Timestamps').entries()) {
    const at = timeAt(result, 'Timestamps', index);
    const value = numberAt(result, 'Values', index);
    if (at === null || value === null || at < from) continue;
    own.points.push([Math.floor((at - from) / hourMs), Number(value.toPrecision(6))]);
  }
}

function toSeries(query: MetricQuery, progress: Progress, failure: UnknownReason | null): MetricSeries {
  const expected = (query.days * 86_400) / query.period;
  // Pages may repeat a sample; the window may end on one that has only begun.
  const points = [...new Map(progress.points)].filter(([hour]) => hour < query.days * 24).sort(([a], [b]) => a - b);
  const reason = whyUnknown(query, { ...progress, points }, failure);
  return {
    ...query,
    status: reason === null ? 'present' : 'unknown',
    ...(reason === null ? {} : { reason }),
    expected,
    points,
  };
}

function whyUnknown({ metric }: MetricQuery, progress: Progress, failure: UnknownReason | null): UnknownReason | null {
  const { status, message, points } = progress;
  if (status === 'Complete') return points.length > 0 ? null : noData;
  if (failure !== null) return failure;
  if (status === '') return { kind: 'invalid', message: `GetMetricData answered nothing about ${metric}` };
  const kind = status === 'Forbidden' ? 'denied' : status === 'PartialData' ? 'truncated' : 'failed';
  return { kind, message: `${metric}: CloudWatch says ${status}${message === '' ? '' : `: ${message}`}` };
}

/** Why a series without a sample is unknown; the one reason that is no failure. */
export const noData: UnknownReason = { kind: 'unavailable', message: 'CloudWatch holds no data' };
