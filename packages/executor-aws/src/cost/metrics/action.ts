import { type Action, type ActionContext, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import type { AwsSession } from '../../clients/session.ts';
import { compareText } from '../../text/compare-text.ts';
import type { MetricSeries, MetricsOutput } from './metric-series.ts';
import { type MetricsInput, metricsInputSchema } from './metrics-input.ts';
import { keyOf, planBatches, planQueries } from './plan-queries.ts';
import { noData, readBatch } from './read-batch.ts';

/** What AWS asks for 1,000 metrics by GetMetricData (CloudWatch pricing, us-east-1). */
const usdPerThousand = 0.01;

const hourMs = 3_600_000;

/** `aws.metrics`: samples of CloudWatch metrics for items that an earlier step read. */
export function createMetricsAction(session: AwsSession): Action {
  return defineAction<MetricsInput, MetricsOutput>({
    name: 'metrics',
    description: 'Reads CloudWatch metrics of listed resources in batches; windows end at the last whole hour.',
    risk: 'read',
    input: metricsInputSchema,
    output: outputSchema,
    estimatedSec: 5,
    estimatedCostUsd: usdPerThousand,
    permissions: () => [{ verb: 'cloudwatch:GetMetricData', resource: '*' }],
    doRun: (input, context) => readMetrics(session, input, context),
  });
}

async function readMetrics(
  session: AwsSession,
  input: MetricsInput,
  context: ActionContext,
): Promise<Evidence<MetricsOutput>> {
  const to = Math.floor(context.clock.now() / hourMs) * hourMs;
  const queries = planQueries(input);
  const batches = planBatches(queries);
  let done = 0;
  const read = await Promise.all(
    batches.map(async (batch) => {
      const series = await readBatch({ session, context, batch, to });
      done += 1;
      context.notify({ message: `metrics of ${batch.account} ${batch.region}`, done, total: batches.length });
      return series;
    }),
  );
  const series = read
    .flat()
    .map((one) => [keyOf(one), one] as const)
    .sort(([a], [b]) => compareText(a, b))
    .map(([, one]) => one);
  const output = {
    to: new Date(to).toISOString(),
    metrics: queries.length,
    requests: batches.length,
    cost_usd: Math.round(queries.length * usdPerThousand * 1000) / 1_000_000,
    series,
  };
  const reason = failureOf(series) ?? unreadSource(input);
  return reason === null ? { status: 'present', output } : { status: 'unknown', reason, output };
}

/** A series without data is an answer; the step as a whole is unknown only for what failed. */
function failureOf(series: readonly MetricSeries[]): UnknownReason | null {
  const failed = series.filter(({ reason }) => reason !== undefined && reason.message !== noData.message);
  const [first] = failed;
  if (first?.reason === undefined) return null;
  const place = `${first.account} ${first.region}`;
  const message = `${failed.length} of ${series.length} metrics, first in ${place}: ${first.reason.message}`;
  return { ...first.reason, message };
}

/** Nothing to ask about is only an answer when what to ask about could be read. */
function unreadSource({ requests }: MetricsInput): UnknownReason | null {
  const source = requests.find(({ of }) => of.status === 'unknown' && of.output === undefined);
  if (source === undefined) return null;
  const message = `what to measure could not be read: ${source.of.reason?.message ?? 'no reason given'}`;
  return { kind: 'unavailable', message };
}

const outputSchema: z.ZodType<MetricsOutput> = z.strictObject({
  to: z.string(),
  metrics: z.int(),
  requests: z.int(),
  cost_usd: z.number(),
  // Not walked: an account may have a million samples.
  series: z.array(z.unknown() as unknown as z.ZodType<MetricSeries>),
});
