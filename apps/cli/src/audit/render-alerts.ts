import type { Alert } from '@cloudops/audit';
import { escapeForTerminal, type TableColumn } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { Watched } from './watch-log.ts';

const columns: readonly TableColumn<Alert>[] = [
  { header: 'SEVERITY', value: ({ severity }) => severity, overflow: 'never' },
  { header: 'RULE', value: ({ rule }) => rule, overflow: 'never' },
  { header: 'SINCE', value: ({ from }) => from.replace(/\.\d+Z$/, 'Z'), overflow: 'never', optional: 1 },
  { header: 'WHAT', value: ({ title }) => title, overflow: 'wrap' },
];

/** Alerts, with what became of sending them. */
export function renderAlerts({ alerts, delivery }: Watched, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson({ alerts, delivery });
  const listing = renderListing({ name: 'alerts', rows: alerts, columns, empty: 'No alert.' }, form, screen);
  if (form !== 'human' || delivery === null) return listing;
  const attempts = delivery.attempts === 1 ? '1 attempt' : `${delivery.attempts} attempts`;
  const sent = delivery.kind === 'delivered' ? 'Sent' : `NOT SENT: ${escapeForTerminal(delivery.why)}`;
  return `${listing}\n${sent} (${attempts}).\n`;
}
