import { isReal } from './alert-groups.ts';
import { type Draft, fact, type Subject } from './draft.ts';
import type { Facts } from './facts.ts';

/** What is wrong with Prometheus itself. */
export function findServer({ status, alertmanagers, alerts, target }: Facts): readonly Draft[] {
  const subject: Subject = { kind: 'Server', name: target };
  const drafts: Draft[] = [];
  if (status?.is_configuration_loaded === false) {
    drafts.push({
      code: 'PRM-401',
      tier: 'status',
      subject,
      title: 'The configuration in the file could not be loaded',
      detail: `The one that runs is from ${status.configured ?? 'an earlier time'}.`,
      evidence: [fact('status', 'is_configuration_loaded', false)],
    });
  }
  const damaged = status?.corruptions ?? 0;
  if (damaged > 0) {
    drafts.push({
      code: 'PRM-403',
      tier: 'status',
      subject,
      title: 'The storage was damaged',
      detail: `${damaged} times since the start a part of the write-ahead log could not be read.`,
      evidence: [fact('status', 'corruptions', damaged)],
    });
  }
  const firing = alerts?.alerts.filter((alert) => alert.state === 'firing' && isReal(alert)).length ?? 0;
  if (alertmanagers?.active === 0) {
    drafts.push({
      code: 'PRM-402',
      tier: 'absence',
      subject,
      ...(firing > 0 ? { role: 'fault', severity: 'high' } : {}),
      title: 'Alerts are sent to nobody: no Alertmanager is connected',
      detail: `${firing} alerts fire at this moment. ${alertmanagers.dropped} Alertmanagers were discovered and dropped.`,
      evidence: [fact('alertmanagers', 'active', 0)],
    });
  }
  return drafts;
}
