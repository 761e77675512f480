import { z } from 'zod';

/**
 * Where figures begin to matter; shares are 0 to 1. Sources: Popeye (cpu over 80 %, under-allocated over 200 %),
 * kubernetes-mixin (CPUThrottlingHigh 25 %, KubeQuotaAlmostFull 90 %, KubeCPUQuotaOvercommit 1.5); the rest is ours.
 */
export interface CpuThresholds {
  /** Usage of a node against its allocatable. */
  readonly node_warn: number;
  readonly node_critical: number;
  /** Usage of a container against its limit. */
  readonly limit_warn: number;
  readonly limit_high: number;
  /** Throttled periods of all periods. */
  readonly throttled: number;
  /** A replica against the median of its peers. */
  readonly hot_replica_ratio: number;
  /** Cores, or share of limit or node, from which a hot replica counts. */
  readonly hot_replica_cores: number;
  readonly hot_replica_share: number;
  /** Usage of a node that no pod accounts for, against its allocatable. */
  readonly outside_containers: number;
  /** Points between a hot node and the median of the others. */
  readonly node_skew: number;
  /** Usage against request: only ever a hint. */
  readonly request_ratio: number;
  readonly quota_warn: number;
  readonly quota_overcommit: number;
  readonly memory_warn: number;
  /** PSI `some`, share of time with tasks waiting for CPU, over 60 s. */
  readonly pressure: number;
  /** Against the median of the same hour on earlier days. */
  readonly usual_ratio: number;
  /** How far back a change still counts. */
  readonly recent_minutes: number;
}

/** The thresholds in force unless an input says otherwise. */
export const defaultThresholds: CpuThresholds = {
  node_warn: 0.8,
  node_critical: 0.9,
  limit_warn: 0.8,
  limit_high: 0.9,
  throttled: 0.25,
  hot_replica_ratio: 3,
  hot_replica_cores: 0.5,
  hot_replica_share: 0.5,
  outside_containers: 0.2,
  node_skew: 0.3,
  request_ratio: 2,
  quota_warn: 0.9,
  quota_overcommit: 1.5,
  memory_warn: 0.9,
  pressure: 0.2,
  usual_ratio: 1.2,
  recent_minutes: 30,
};

const positive = z.number().positive().exactOptional();

/** Checks thresholds given by hand: any subset, all positive. */
export const thresholdsSchema: z.ZodType<Partial<CpuThresholds>> = z.strictObject(
  Object.fromEntries(Object.keys(defaultThresholds).map((name) => [name, positive])),
) as unknown as z.ZodType<Partial<CpuThresholds>>;
