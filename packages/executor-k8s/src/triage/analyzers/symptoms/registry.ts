import type { Analyzer } from '../../draft.ts';
import { apiUnavailable } from './api-unavailable.ts';
import { autoscalerTrouble } from './autoscaler-trouble.ts';
import { claimUnbound } from './claim-unbound.ts';
import { createFailed } from './create-failed.ts';
import { jobFailing } from './job-failing.ts';
import { namespaceTerminating } from './namespace-terminating.ts';
import { podNotReady } from './pod-not-ready.ts';
import { podTrouble } from './pod-trouble.ts';
import { podUnschedulable } from './pod-unschedulable.ts';
import { podWaiting } from './pod-waiting.ts';
import { routeBroken } from './route-broken.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import { workloadReplicas } from './workload-replicas.ts';

/** What suffers. Faults of the other areas explain these; what nothing explains is a cause by itself. */
export const symptomAnalyzers: readonly Analyzer[] = [
  podTrouble,
  podNotReady,
  podUnschedulable,
  podWaiting,
  claimUnbound,
  createFailed,
  workloadReplicas,
  jobFailing,
  serviceEndpoints,
  routeBroken,
  autoscalerTrouble,
  apiUnavailable,
  namespaceTerminating,
];
