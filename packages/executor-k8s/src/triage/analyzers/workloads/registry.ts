import type { Analyzer } from '../../draft.ts';
import { autoscalerLimit } from './autoscaler-limit.ts';
import { autoscalerMetric } from './autoscaler-metric.ts';
import { autoscalerRequests } from './autoscaler-requests.ts';
import { autoscalerTarget } from './autoscaler-target.ts';
import { cronSchedule } from './cron-schedule.ts';
import { jobDeadline } from './job-deadline.ts';
import { zeroReplicas } from './zero-replicas.ts';

/** Analyzers of this area. */
export const workloadAnalyzers: readonly Analyzer[] = [
  zeroReplicas,
  jobDeadline,
  cronSchedule,
  autoscalerTarget,
  autoscalerRequests,
  autoscalerMetric,
  autoscalerLimit,
];
