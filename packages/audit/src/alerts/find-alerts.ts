import type { AuditLog } from '../log/audit-log.ts';
import type { Alert, AlertRules } from './alert.ts';
import { watchNewActions, watchOddHours } from './habit-watches.ts';
import { watchBursts, watchCost, watchErrorRate, watchUnknownOutcomes, watchViolations } from './threshold-watches.ts';
import type { Watch } from './watch.ts';

/** Over what to watch. */
export interface AlertOptions {
  readonly rules: AlertRules;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const severities: readonly Alert['severity'][] = ['high', 'medium', 'low'];

/** Reads the log once and says what somebody should look at: the gravest first, then the oldest. */
export async function findAlerts(
  log: Pick<AuditLog, 'facets'>,
  { rules, now }: AlertOptions,
): Promise<readonly Alert[]> {
  const watches = createWatches(rules);
  const begin = now - rules.windowMs;
  for await (const facets of log.facets({ from: begin - rules.usualMs, order: 'oldest-first' })) {
    for (const watch of watches) {
      if (facets.time < begin) watch.learn(facets);
      else watch.see(facets);
    }
  }
  return watches.flatMap((watch) => watch.alerts(now)).sort(byGravity);
}

function createWatches(rules: AlertRules): readonly Watch[] {
  const { errorRate, costUsd, policyViolations, unknownOutcomeMs, newAction, oddHour, burst } = rules;
  return [
    errorRate === null ? [] : [watchErrorRate(errorRate)],
    costUsd === null ? [] : [watchCost(costUsd)],
    policyViolations === null ? [] : [watchViolations(policyViolations)],
    unknownOutcomeMs === null ? [] : [watchUnknownOutcomes(unknownOutcomeMs)],
    newAction === null ? [] : [watchNewActions(newAction.minimum)],
    oddHour === null ? [] : [watchOddHours(oddHour.minimum)],
    burst === null ? [] : [watchBursts(burst)],
  ].flat();
}

function byGravity(left: Alert, right: Alert): number {
  const gravity = severities.indexOf(left.severity) - severities.indexOf(right.severity);
  return gravity || compare(left.from, right.from) || compare(left.id, right.id);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
