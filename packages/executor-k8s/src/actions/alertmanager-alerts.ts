import { type Action, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, fieldsOf, textOf } from '../api/object-fields.ts';
import type { ApiSession } from '../api/session.ts';
import { printable } from '../printable.ts';
import { labelsOf, notConfigured, readMetrics } from './prometheus-answer.ts';
import type { Services } from './services.ts';

/** An alert that fires. All text is hostile. */
export interface Alert {
  readonly name: string;
  /** As its rule states it, such as `critical`; empty where it does not. */
  readonly severity: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
  /** ISO 8601; null when not stated. */
  readonly since: string | null;
}

/** Output of `kubernetes.alerts`. */
export interface AlertsOutput {
  /** Who was asked: Alertmanager leaves out what is silenced or inhibited; Prometheus knows nothing of that. */
  readonly source: 'alertmanager' | 'prometheus';
  /** Sorted by name, then labels; at most 1,000. */
  readonly alerts: readonly Alert[];
}

const mostAlerts = 1000;
const text = z.string();
const output: z.ZodType<AlertsOutput> = z.strictObject({
  source: z.enum(['alertmanager', 'prometheus']),
  alerts: z.array(
    z.strictObject({
      name: text,
      severity: text,
      labels: z.record(text, text),
      summary: text,
      description: text,
      since: text.nullable(),
    }),
  ),
});

interface Source {
  readonly product: AlertsOutput['source'];
  readonly session: ApiSession;
  readonly path: string;
  readonly query: Readonly<Record<string, boolean>>;
  /** The list of alerts in an answer; null when it is none. */
  listIn(body: unknown): readonly unknown[] | null;
}

/** Alertmanager where there is one (API v2, which has no pages); else what Prometheus's own rules fire. */
function sourceOf({ alertmanager, prometheus }: Services): Source | null {
  if (alertmanager !== null) {
    return {
      product: 'alertmanager',
      session: alertmanager,
      path: '/api/v2/alerts',
      query: { active: true, inhibited: false, silenced: false, unprocessed: false },
      listIn: (body) => (Array.isArray(body) ? body.filter(isActive) : null),
    };
  }
  if (prometheus === null) return null;
  return {
    product: 'prometheus',
    session: prometheus,
    path: '/api/v1/alerts',
    query: {},
    listIn: (body) => {
      const { alerts } = fieldsOf(fieldsOf(body).data);
      return Array.isArray(alerts) ? alerts.filter((alert) => fieldsOf(alert).state === 'firing') : null;
    },
  };
}

/** The query asks for it; a proxy in between may have dropped the query. */
function isActive(alert: unknown): boolean {
  const state = fieldsOf(fieldsOf(alert).status).state;
  return state === undefined || state === 'active';
}

function toAlert(value: unknown): Alert {
  const { labels: given, annotations, startsAt, activeAt } = fieldsOf(value);
  const labels = labelsOf(given);
  const notes = fieldsOf(annotations);
  const since = Date.parse(textOf(startsAt) || textOf(activeAt));
  return {
    name: labels.alertname ?? '',
    severity: labels.severity ?? '',
    labels,
    summary: printable(textOf(notes.summary) || textOf(notes.message)),
    description: printable(textOf(notes.description), 1000),
    since: Number.isNaN(since) ? null : new Date(since).toISOString(),
  };
}

function toEvidence(source: Source, body: unknown): Evidence<AlertsOutput> {
  const { product } = source;
  const list = source.listIn(body);
  if (list === null) {
    const message = `query ${product}: the answer is no list of alerts`;
    return { status: 'unknown', reason: { kind: 'invalid', message } };
  }
  const alerts = list
    .map(toAlert)
    .map((alert) => ({ alert, key: JSON.stringify([alert.name, alert.labels]) }))
    .sort((left, right) => compareText(left.key, right.key))
    .map(({ alert }) => alert);
  if (alerts.length <= mostAlerts) return { status: 'present', output: { source: product, alerts } };
  const message = `query ${product}: ${alerts.length} alerts fire; only ${mostAlerts} were kept`;
  const reason: UnknownReason = {
    kind: 'truncated',
    message,
    needs: 'fewer alerts: they should group what belongs together',
  };
  return { status: 'unknown', reason, output: { source: product, alerts: alerts.slice(0, mostAlerts) } };
}

/** `kubernetes.alerts`: what fires now, where an Alertmanager or a Prometheus is configured. */
export function createAlertsAction(services: Services): Action {
  return defineAction<Record<string, never>, AlertsOutput>({
    name: 'alerts',
    description: 'Lists the alerts that fire, from the configured Alertmanager, else from Prometheus.',
    risk: 'read',
    input: z.strictObject({}) as z.ZodType<Record<string, never>>,
    output,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'list', resource: 'alerts' }],
    async doRun(_input, context): Promise<Evidence<AlertsOutput>> {
      const source = sourceOf(services);
      if (source === null)
        return { status: 'unknown', reason: notConfigured('alertmanager', 'kubernetes.alertmanager') };
      const { session, product, path, query } = source;
      const answer = await readMetrics({ session, context, product, path, query });
      if (answer.status === 'absent') return answer;
      if (answer.status === 'unknown') return { status: 'unknown', reason: answer.reason };
      return toEvidence(source, answer.output.body);
    },
  });
}
