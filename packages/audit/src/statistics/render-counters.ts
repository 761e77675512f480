import { type MetricFamily, renderExposition } from './exposition.ts';
import type { Counted, LogCounters } from './log-counters.ts';

/**
 * The counters of a whole log in the Prometheus text format, for a textfile collector or a scrape. Rates and shares are for
 * queries to make of them. Where records are cut out of the log (`audit archive --cut`) they begin again, which Prometheus takes
 * for a restart. No user is a label: labels outlive an erasure.
 */
export function renderCounters(counters: LogCounters): string {
  return renderExposition(toFamilies(counters));
}

function toFamilies(counters: LogCounters): readonly MetricFamily[] {
  const { records, questions, decisions, executions, cost, unfinished, lastRecord } = counters;
  return [
    counter('cloudops_audit_records_total', 'Records of the audit log by event.', records),
    counter('cloudops_questions_total', 'Questions asked, by playbook and by whether they were understood.', questions),
    counter('cloudops_decisions_total', 'Decisions of policy by outcome.', decisions),
    counter('cloudops_executions_total', 'Executions that ended, by playbook and how.', executions),
    counter('cloudops_model_cost_dollars_total', 'What models cost, in US dollars, by playbook.', cost),
    toHistogram(counters),
    gauge('cloudops_executions_unfinished', 'Executions that began and have not ended.', unfinished),
    gauge('cloudops_audit_last_record_timestamp_seconds', 'When the latest record was written.', lastRecord),
  ];
}

function counter(name: string, help: string, samples: readonly Counted[]): MetricFamily {
  return { name, help, type: 'counter', samples };
}

function gauge(name: string, help: string, value: number | null): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ labels: {}, value }] };
}

function toHistogram({ durations: { buckets, sum, count } }: LogCounters): MetricFamily {
  return {
    name: 'cloudops_execution_duration_seconds',
    help: 'How long executions took.',
    type: 'histogram',
    samples: [
      ...buckets.map(({ bound, count: value }) => ({
        suffix: '_bucket',
        labels: { le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) },
        value,
      })),
      { suffix: '_sum', labels: {}, value: sum },
      { suffix: '_count', labels: {}, value: count },
    ],
  };
}
