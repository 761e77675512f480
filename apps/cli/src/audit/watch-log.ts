import { type Alert, type Delivery, deliverAlerts, findAlerts } from '@cloudops/audit';
import { CloudOpsError } from '@cloudops/spec';
import { systemClock } from '../composition/system-clock.ts';
import { type AlertSettings, toAlertRules } from '../configuration/audit-settings.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { listenForInterruption } from '../signals.ts';
import type { OpenLog } from './open-log.ts';

/** What was found, and what became of sending it; null where nothing was to be sent. */
export interface Watched {
  readonly alerts: readonly Alert[];
  readonly delivery: Delivery | null;
}

/**
 * Looks for alerts, and sends them where there are any and `send` says so.
 * @throws CloudOpsError `WEBHOOK_NOT_CONFIGURED` before anything is read.
 */
export async function watchLog({ log, settings }: OpenLog, send: boolean): Promise<Watched> {
  const webhook = send ? toWebhook(settings.alerts, process.env) : null;
  const alerts = await findAlerts(log, { rules: toAlertRules(settings.alerts), now: Date.now() });
  if (webhook === null || alerts.length === 0) return { alerts, delivery: null };
  const interruption = listenForInterruption(null);
  try {
    return {
      alerts,
      delivery: await deliverAlerts(alerts, { ...webhook, clock: systemClock, signal: interruption.signal }),
    };
  } finally {
    interruption.dispose();
  }
}

/** For cron: 0 without alerts, 10 with; 6 when they could not be sent. */
export function toAlertExit({ alerts, delivery }: Watched): number {
  if (delivery?.kind === 'failed') return exitStatus.unreachable;
  return alerts.length > 0 ? exitStatus.findings : exitStatus.ok;
}

function toWebhook(
  { webhook }: AlertSettings,
  environment: NodeJS.ProcessEnv,
): { readonly url: string; readonly secret?: string } {
  if (webhook === undefined)
    throw notConfigured('no webhook is configured', 'audit: { alerts: { webhook: { url: https://… } } }');
  if (webhook.secret === undefined) return { url: webhook.url };
  const secret = environment[webhook.secret];
  // An unsigned alert where a signed one is expected would be dropped, or worse, taken.
  if (secret === undefined || secret === '') {
    throw notConfigured(`the variable ${webhook.secret}, which signs them, is empty`, `export ${webhook.secret}=…`);
  }
  return { url: webhook.url, secret };
}

function notConfigured(why: string, step: string): CloudOpsError {
  return new CloudOpsError({
    code: 'WEBHOOK_NOT_CONFIGURED',
    message: `Alerts cannot be sent: ${why}.`,
    nextSteps: [step, 'Or leave --send out: alerts are then printed only.'],
  });
}
