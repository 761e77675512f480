import type { Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { evidenceSchema } from './evidence-schema.ts';

/** Input of `kubernetes.sample-metrics`. */
export interface MetricsInput {
  /** Null = all namespaces. */
  readonly namespace: string | null;
  /** 1 to 5. */
  readonly samples: number;
  /** A label selector for nodes. */
  readonly node_selector: string | null;
}

/** One measurement's time and length. */
interface Measured {
  /** ISO 8601: the end of the window, by metrics-server. */
  readonly timestamp: string;
  /** Seconds over which CPU was averaged. */
  readonly window_sec: number;
}

/** A node's usage. */
export interface NodeUsage extends Measured {
  readonly name: string;
  readonly cpu_cores: number | null;
  readonly memory_bytes: number | null;
}

/** One container's usage. */
export interface ContainerUsage {
  readonly name: string;
  readonly cpu_cores: number | null;
  readonly memory_bytes: number | null;
}

/** A pod's usage. */
export interface PodUsage extends Measured {
  readonly namespace: string;
  readonly name: string;
  /** Sorted by name. */
  readonly containers: readonly ContainerUsage[];
}

/** Usage as read once. */
export interface UsageList<Usage> {
  /** The API server's clock. */
  readonly at: string | null;
  /** Sorted by namespace, then name. */
  readonly items: readonly Usage[];
  /** Measurements older than twice their window: kept apart, so that nobody takes them for now. */
  readonly stale: readonly Usage[];
}

/** One sample of both. */
export interface MetricsSample {
  /** ISO 8601, the API server's clock. */
  readonly at: string;
  readonly nodes: Evidence<UsageList<NodeUsage>>;
  readonly pods: Evidence<UsageList<PodUsage>>;
}

/** Output of `kubernetes.sample-metrics`. */
export interface MetricsOutput {
  /** The widest window seen; null when nothing was measured. */
  readonly window_sec: number | null;
  readonly samples: readonly MetricsSample[];
}

function evidenceOf<Usage>(usage: z.ZodType<Usage>): z.ZodType<Evidence<UsageList<Usage>>> {
  return evidenceSchema(z.strictObject({ at: z.string().nullable(), items: z.array(usage), stale: z.array(usage) }));
}

const amounts = { cpu_cores: z.number().nullable(), memory_bytes: z.number().nullable() };
const measured = { timestamp: z.string(), window_sec: z.number() };

/** Checks a {@link MetricsOutput}. */
export const metricsOutputSchema: z.ZodType<MetricsOutput> = z.strictObject({
  window_sec: z.number().nullable(),
  samples: z.array(
    z.strictObject({
      at: z.string(),
      nodes: evidenceOf(z.strictObject({ name: z.string(), ...measured, ...amounts })),
      pods: evidenceOf(
        z.strictObject({
          namespace: z.string(),
          name: z.string(),
          ...measured,
          containers: z.array(z.strictObject({ name: z.string(), ...amounts })),
        }),
      ),
    }),
  ),
});
