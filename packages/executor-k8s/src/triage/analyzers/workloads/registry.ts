import type { Analyzer } from '../../draft.ts';
import { autoscalerLimit } from './autoscaler-limit.ts';
import { autoscalerMetric } from './autoscaler-metric.ts';
import { autoscalerRequests } from './autoscaler-requests.ts';
import { autoscalerTarget } from './autoscaler-target.ts';
import { blockedDrain } from './blocked-drain.ts';
import { cronSchedule } from './cron-schedule.ts';
import { generationLag } from './generation-lag.ts';
import { headlessService } from './headless-service.ts';
import { jobDeadline } from './job-deadline.ts';
import { rollout } from './rollout.ts';
import { twinSelectors } from './twin-selectors.ts';
import { zeroReplicas } from './zero-replicas.ts';

/** Analyzers of this area. */
export const workloadAnalyzers: readonly Analyzer[] = [
  zeroReplicas,
  rollout,
  generationLag,
  headlessService,
  twinSelectors,
  blockedDrain,
  jobDeadline,
  cronSchedule,
  autoscalerTarget,
  autoscalerRequests,
  autoscalerMetric,
  autoscalerLimit,
];
