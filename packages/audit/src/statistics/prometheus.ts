import { type MetricSample, renderExposition } from './exposition.ts';
import type { Durations, Rate, Statistics, StatisticsRow } from './statistics.ts';

/** Rarer playbooks and users than this are left out: each is a time series for ever. */
const mostRows = 200;

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

/**
 * Statistics in the Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/), for a
 * textfile collector. All are gauges, since they count over a span of time that moves; `renderCounters` is for a whole log.
 * @param options.users leaves the figures by user out when false, since labels outlive an erasure.
 */
export function toPrometheus(statistics: Statistics, { users = false }: { readonly users?: boolean } = {}): string {
  const metrics = toMetrics(statistics, users);
  return renderExposition(
    metrics.map((metric) => ({ ...metric, name: `cloudops_audit_${metric.name}`, type: 'gauge' })),
  );
}

function toMetrics(statistics: Statistics, users: boolean): readonly Metric[] {
  const { parse, run, errors, decisions, durations } = statistics;
  const plain = (value: number | null): readonly MetricSample[] => [{ labels: {}, value }];
  const rows: readonly (readonly [string, readonly StatisticsRow[]])[] = [
    ['playbook', statistics.by_playbook.slice(0, mostRows)],
    ...(users ? ([['user', statistics.by_user.slice(0, mostRows)]] as const) : []),
  ];
  const byRow = (of: (row: StatisticsRow) => number | null): readonly MetricSample[] =>
    rows.flatMap(([label, list]) => list.map((row) => ({ labels: { [label]: row.key ?? '' }, value: of(row) })));
  return [
    { name: 'records', help: 'Records in the span.', samples: plain(statistics.records) },
    { name: 'parses', help: 'Questions by whether they were understood.', samples: split(parse) },
    { name: 'runs', help: 'Executions that ended, by whether they did their work.', samples: split(run) },
    { name: 'unknown_outcome', help: 'Executions without an end.', samples: plain(statistics.unknown_outcome) },
    {
      name: 'decisions',
      help: 'Decisions by outcome.',
      samples: Object.entries(decisions).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
    {
      name: 'errors',
      help: 'Failures by kind.',
      samples: errors.map(({ kind, count }) => ({ labels: { kind }, value: count })),
    },
    { name: 'run_seconds', help: 'How long executions took.', samples: percentiles(durations) },
    { name: 'cost_usd', help: 'What models cost, in US dollars.', samples: plain(statistics.cost_usd) },
    { name: 'group_questions', help: 'Questions by group.', samples: byRow((row) => row.questions) },
    {
      name: 'group_run_success',
      help: 'Share of executions that did their work, by group.',
      samples: byRow((row) => row.run.share),
    },
    {
      name: 'group_cost_usd',
      help: 'What models cost by group, in US dollars.',
      samples: byRow((row) => row.cost_usd),
    },
  ];
}

function split({ good, total }: Rate): readonly MetricSample[] {
  return [
    { labels: { result: 'good' }, value: good },
    { labels: { result: 'other' }, value: total - good },
  ];
}

function percentiles({ p50_ms, p95_ms }: Durations): readonly MetricSample[] {
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return [
    { labels: { percentile: '50' }, value: seconds(p50_ms) },
    { labels: { percentile: '95' }, value: seconds(p95_ms) },
  ];
}
