import { z } from 'zod';
import { fieldsOf, labelsOf, textOf, timeOf } from '../api/fields.ts';
import { compareText } from '../text/printable.ts';
import type { Read } from './read-action.ts';

/** An alert that fires or is about to. All text is hostile. */
export interface Alert {
  readonly name: string;
  readonly state: 'firing' | 'pending';
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  /** ISO 8601; null where it is not stated. */
  readonly since: string | null;
}

/** Output of `prometheus.alerts`: sorted by name, then labels; 1,000 at most. */
export interface AlertsOutput {
  readonly alerts: readonly Alert[];
  /** How many there are. */
  readonly total: number;
}

const most = 1000;

/** Checks an {@link AlertsOutput}. */
export const alertsSchema: z.ZodType<AlertsOutput> = z.strictObject({
  alerts: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['firing', 'pending']),
      labels: z.record(z.string(), z.string()),
      summary: z.string(),
      since: z.string().nullable(),
    }),
  ),
  total: z.int(),
});

function toAlert(value: unknown): readonly Alert[] {
  const { labels: given, annotations, state, activeAt } = fieldsOf(value);
  if (state !== 'firing' && state !== 'pending') return [];
  const labels = labelsOf(given);
  const { summary, message, description } = fieldsOf(annotations);
  const said = textOf(summary) || textOf(message) || textOf(description);
  return [{ name: labels.alertname ?? '', state, labels, summary: said, since: timeOf(activeAt) }];
}

/** `prometheus.alerts`: what fires and what is about to. */
export const alertsRead: Read<AlertsOutput> = {
  name: 'alerts',
  description: 'Lists the alerts that fire or are pending.',
  path: '/api/v1/alerts',
  output: alertsSchema,
  toOutput({ data }) {
    const { alerts } = fieldsOf(data);
    if (!Array.isArray(alerts)) return null;
    const sorted = alerts
      .flatMap(toAlert)
      .map((alert) => ({ alert, key: JSON.stringify([alert.name, alert.labels]) }))
      .sort((left, right) => compareText(left.key, right.key))
      .map(({ alert }) => alert);
    return { alerts: sorted.slice(0, most), total: sorted.length };
  },
  lackOf: ({ total }) =>
    total <= most
      ? null
      : {
          kind: 'truncated',
          message: `${total} alerts fire or are pending; only ${most} were kept`,
          needs: 'alerts that group what belongs together',
        },
};
