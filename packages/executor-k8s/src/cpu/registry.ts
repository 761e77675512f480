import { autoscalerAtMaximum } from './analyzers/autoscaler-at-maximum.ts';
import { autoscalerBlind } from './analyzers/autoscaler-blind.ts';
import { autoscalerNotConverging } from './analyzers/autoscaler-not-converging.ts';
import { burstableNode } from './analyzers/burstable-node.ts';
import { clusterAutoscaler } from './analyzers/cluster-autoscaler.ts';
import { controlPlane } from './analyzers/control-plane.ts';
import { crashLoop } from './analyzers/crash-loop.ts';
import { disruptionBudget } from './analyzers/disruption-budget.ts';
import { hotReplica } from './analyzers/hot-replica.ts';
import { jobBurst } from './analyzers/job-burst.ts';
import { memoryPressure } from './analyzers/memory-pressure.ts';
import { metricsMissing } from './analyzers/metrics-missing.ts';
import { nodeImbalance } from './analyzers/node-imbalance.ts';
import { nodeOutsideContainers } from './analyzers/node-outside-containers.ts';
import { nodeSaturated } from './analyzers/node-saturated.ts';
import { nodeStarved } from './analyzers/node-starved.ts';
import { noisyNeighbour } from './analyzers/noisy-neighbour.ts';
import { overcommit } from './analyzers/overcommit.ts';
import { platform } from './analyzers/platform.ts';
import { probeTimeouts } from './analyzers/probe-timeouts.ts';
import { quota } from './analyzers/quota.ts';
import { requestHints } from './analyzers/request-hints.ts';
import { rollout } from './analyzers/rollout.ts';
import { throttled } from './analyzers/throttled.ts';
import { unschedulable } from './analyzers/unschedulable.ts';
import { usualLoad } from './analyzers/usual-load.ts';
import { workloadAtLimit } from './analyzers/workload-at-limit.ts';
import type { CpuAnalyzer, CpuFindingDefinition } from './draft.ts';

/** Every branch of the decision tree. */
export const cpuAnalyzers: readonly CpuAnalyzer[] = [
  metricsMissing,
  nodeSaturated,
  nodeOutsideContainers,
  nodeImbalance,
  hotReplica,
  noisyNeighbour,
  rollout,
  workloadAtLimit,
  throttled,
  nodeStarved,
  autoscalerAtMaximum,
  autoscalerBlind,
  autoscalerNotConverging,
  unschedulable,
  quota,
  overcommit,
  clusterAutoscaler,
  disruptionBudget,
  crashLoop,
  memoryPressure,
  probeTimeouts,
  platform,
  controlPlane,
  burstableNode,
  jobBurst,
  requestHints,
  usualLoad,
];

/** Every code that `kubernetes.analyze-cpu` reports, sorted by code. */
export const cpuFindings: readonly CpuFindingDefinition[] = cpuAnalyzers
  .flatMap(({ definitions }) => definitions)
  .sort((a, b) => (a.code < b.code ? -1 : 1));

/**
 * Which code names a fault of one object that meets several: the one that says most about why comes first; the others
 * are kept under `also`.
 */
export const codePriority: readonly string[] = [
  'CPU-120',
  'CPU-130',
  'CPU-131',
  'CPU-106',
  'CPU-104',
  'CPU-144',
  'CPU-105',
  'CPU-108',
  'CPU-140',
  'CPU-107',
  'CPU-111',
  'CPU-102',
  'CPU-103',
  'CPU-101',
  'CPU-109',
];
