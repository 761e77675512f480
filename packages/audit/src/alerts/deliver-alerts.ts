import type { Alert } from './alert.ts';
import { type Delivery, deliverToWebhook, type WebhookOptions } from './webhook.ts';

/** Posts alerts as one JSON document; the same alerts are the same message. */
export function deliverAlerts(alerts: readonly Alert[], options: WebhookOptions): Promise<Delivery> {
  const body = `${JSON.stringify({ schema_version: 1, type: 'cloudops.audit.alerts', alerts })}\n`;
  return deliverToWebhook({ body }, options);
}
