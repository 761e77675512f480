import type { Action } from '@cloudops/spec';
import { createAccessReviewAction } from './access-review.ts';
import { createAlertsAction } from './alertmanager-alerts.ts';
import { createApiMetricsAction } from './api-metrics.ts';
import { createCadvisorAction } from './cadvisor.ts';
import { createGetAction } from './get.ts';
import { createHealthAction } from './health.ts';
import { createIdentityAction } from './identity.ts';
import { createListAction } from './list.ts';
import { createLogsAction } from './logs.ts';
import { createNodeStatsAction } from './node-stats.ts';
import { createPrometheusQueryAction } from './prometheus-query.ts';
import { createPrometheusRangeAction } from './prometheus-range.ts';
import { createResolveScopeAction } from './resolve-scope.ts';
import { createSampleMetricsAction } from './sample-metrics.ts';
import type { Services } from './services.ts';
import { createSnapshotAction } from './snapshot.ts';

/** All reading actions, sorted by name. */
export function createActions(services: Services): readonly Action[] {
  return [
    createAccessReviewAction(services),
    createAlertsAction(services),
    createApiMetricsAction(services),
    createCadvisorAction(services),
    createGetAction(services),
    createHealthAction(services),
    createIdentityAction(services),
    createListAction(services),
    createLogsAction(services),
    createNodeStatsAction(services),
    createPrometheusQueryAction(services),
    createPrometheusRangeAction(services),
    createResolveScopeAction(services),
    createSampleMetricsAction(services),
    createSnapshotAction(services),
  ];
}
