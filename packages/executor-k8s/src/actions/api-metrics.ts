import { type Action, type ActionContext, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { compareText } from '../api/object-fields.ts';
import { readText } from '../api/read-object.ts';
import { serverTime } from '../api/server-time.ts';
import { printable } from '../printable.ts';
import { increases, quantile, sumBy } from './api-metrics-compare.ts';
import { parseSamples, type Sample } from './api-metrics-text.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.api-metrics`. */
export interface ApiMetricsInput {
  /** Seconds between the two readings, 5 to 60. */
  readonly interval_sec: number;
}

/** Output of `kubernetes.api-metrics`: what one API server did between two readings of `/metrics`. */
export interface ApiMetricsOutput {
  readonly interval_sec: number;
  /** By verb and scope, watches left out; sorted. `p99_sec` is an upper bound; null beyond the largest bucket. */
  readonly requests: readonly {
    readonly verb: string;
    readonly scope: string;
    readonly count: number;
    readonly p99_sec: number | null;
  }[];
  readonly total: number;
  /** Answers with a 5xx code. */
  readonly errors: number;
  /** By webhook. */
  readonly webhooks: readonly {
    readonly name: string;
    readonly count: number;
    readonly mean_sec: number;
    readonly rejected: number;
  }[];
  readonly etcd: { readonly count: number; readonly mean_sec: number | null };
  /** By priority level: requests that flow control turned away. */
  readonly rejected: readonly { readonly level: string; readonly reason: string; readonly count: number }[];
  /** Requests since the server started for versions that go away. */
  readonly deprecated: readonly {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
    readonly removed_release: string;
  }[];
  readonly server_time: string | null;
}

const row = z.strictObject;
const output: z.ZodType<ApiMetricsOutput> = row({
  interval_sec: z.number(),
  requests: z.array(row({ verb: z.string(), scope: z.string(), count: z.number(), p99_sec: z.number().nullable() })),
  total: z.number(),
  errors: z.number(),
  webhooks: z.array(row({ name: z.string(), count: z.number(), mean_sec: z.number(), rejected: z.number() })),
  etcd: row({ count: z.number(), mean_sec: z.number().nullable() }),
  rejected: z.array(row({ level: z.string(), reason: z.string(), count: z.number() })),
  deprecated: z.array(
    row({ group: z.string(), version: z.string(), resource: z.string(), removed_release: z.string() }),
  ),
  server_time: z.string().nullable(),
});

const wanted: ReadonlySet<string> = new Set([
  'apiserver_request_duration_seconds_bucket',
  'apiserver_request_total',
  'apiserver_admission_webhook_admission_duration_seconds_sum',
  'apiserver_admission_webhook_admission_duration_seconds_count',
  'apiserver_admission_webhook_rejection_count',
  'apiserver_flowcontrol_rejected_requests_total',
  'apiserver_requested_deprecated_apis',
  'etcd_request_duration_seconds_sum',
  'etcd_request_duration_seconds_count',
]);

type Samples = ReadonlyMap<string, readonly Sample[]>;
type Reading = { readonly samples: Samples; readonly time: string | null };

async function read({ session }: Services, context: ActionContext): Promise<Evidence<Reading>> {
  const evidence = await readText({
    session,
    context,
    asked: { verb: 'get', resource: '/metrics' },
    request: { method: 'GET', path: '/metrics' },
  });
  if (evidence.status === 'absent') return evidence;
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  const { body, headers } = evidence.output;
  return {
    status: 'present',
    output: { samples: parseSamples(body.toString('utf8'), wanted), time: serverTime(headers) },
  };
}

/** `kubernetes.api-metrics`: latency, errors, webhooks and flow control of the API server. Needs `get` on `/metrics`. */
export function createApiMetricsAction(services: Services): Action {
  return defineAction<ApiMetricsInput, ApiMetricsOutput>({
    name: 'api-metrics',
    description:
      "Reads the API server's own metrics twice: latency, errors, webhooks, etcd, flow control, deprecated APIs.",
    risk: 'read',
    input: z.strictObject({ interval_sec: z.int().min(5).max(60).default(10) }),
    output,
    estimatedSec: 12,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'get', resource: '/metrics' }],
    async doRun({ interval_sec }, context): Promise<Evidence<ApiMetricsOutput>> {
      const first = await read(services, context);
      if (first.status !== 'present')
        return first.status === 'absent' ? first : { status: 'unknown', reason: first.reason };
      context.notify({ message: `waiting ${interval_sec} s for the second reading of /metrics` });
      try {
        await context.clock.sleep(interval_sec * 1000, context.signal);
      } catch {
        const message = 'get /metrics: ended before the second reading';
        return { status: 'unknown', reason: { kind: 'interrupted', message } };
      }
      const second = await read(services, context);
      if (second.status !== 'present')
        return second.status === 'absent' ? second : { status: 'unknown', reason: second.reason };
      return { status: 'present', output: compare(first.output.samples, second.output, interval_sec) };
    },
  });
}

function compare(before: Samples, { samples: after, time }: Reading, interval: number): ApiMetricsOutput {
  const grown = (metric: string): readonly Sample[] => increases(before, after, metric);
  const totals = grown('apiserver_request_total').filter(({ labels }) => labels.get('verb') !== 'WATCH');
  const isError = ({ labels }: Sample): boolean => (labels.get('code') ?? '').startsWith('5');
  return {
    interval_sec: interval,
    requests: requestsOf(grown('apiserver_request_duration_seconds_bucket')),
    total: sum(totals),
    errors: sum(totals.filter(isError)),
    webhooks: webhooksOf(grown),
    etcd: etcdOf(grown),
    rejected: [...sumBy(grown('apiserver_flowcontrol_rejected_requests_total'), 'priority_level', 'reason')]
      .filter(([, count]) => count > 0)
      .map(([key, count]) => {
        const [level = '', reason = ''] = key.split('\u0000');
        return { level: printable(level), reason: printable(reason), count };
      })
      .sort((a, b) => compareText(a.level, b.level) || compareText(a.reason, b.reason)),
    deprecated: deprecatedOf(after.get('apiserver_requested_deprecated_apis') ?? []),
    server_time: time,
  };
}

function requestsOf(buckets: readonly Sample[]): ApiMetricsOutput['requests'] {
  const groups = Map.groupBy(
    buckets.filter(({ labels }) => !['WATCH', 'CONNECT', 'WATCHLIST'].includes(labels.get('verb') ?? '')),
    ({ labels }) => `${labels.get('verb') ?? ''}\u0000${labels.get('scope') ?? ''}`,
  );
  return [...groups]
    .map(([key, group]) => {
      const [verb = '', scope = ''] = key.split('\u0000');
      const count = sum(group.filter(({ labels }) => labels.get('le') === '+Inf'));
      return { verb: printable(verb), scope: printable(scope), count, p99_sec: quantile(group, 0.99) };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => compareText(a.verb, b.verb) || compareText(a.scope, b.scope));
}

function webhooksOf(grown: (metric: string) => readonly Sample[]): ApiMetricsOutput['webhooks'] {
  const counts = sumBy(grown('apiserver_admission_webhook_admission_duration_seconds_count'), 'name');
  const times = sumBy(grown('apiserver_admission_webhook_admission_duration_seconds_sum'), 'name');
  const refusals = sumBy(grown('apiserver_admission_webhook_rejection_count'), 'name');
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({
      name: printable(name),
      count,
      mean_sec: (times.get(name) ?? 0) / count,
      rejected: refusals.get(name) ?? 0,
    }))
    .sort((a, b) => compareText(a.name, b.name));
}

function etcdOf(grown: (metric: string) => readonly Sample[]): ApiMetricsOutput['etcd'] {
  const count = sum(grown('etcd_request_duration_seconds_count'));
  return { count, mean_sec: count === 0 ? null : sum(grown('etcd_request_duration_seconds_sum')) / count };
}

function deprecatedOf(samples: readonly Sample[]): ApiMetricsOutput['deprecated'] {
  return samples
    .filter(({ value }) => value > 0)
    .map(({ labels }) => ({
      group: printable(labels.get('group') ?? ''),
      version: printable(labels.get('version') ?? ''),
      resource: printable(labels.get('resource') ?? ''),
      removed_release: printable(labels.get('removed_release') ?? ''),
    }))
    .sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0);
}
