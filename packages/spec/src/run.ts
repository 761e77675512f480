import { z } from 'zod';
import { type StepResult, stepResultSchema } from './evidence.ts';
import { type Plan, planSchema } from './plan.ts';

/** How a run ended. `partial` = it ran, and something stayed unknown. */
export type RunStatus = 'completed' | 'partial' | 'failed' | 'interrupted';

/** Permission to run one plan once. Issued by the engine after policy allowed it. */
export interface Ticket {
  readonly plan_id: string;
  readonly policy_digest: string;
  readonly nonce: string;
  /** ISO 8601; a ticket is refused after it. */
  readonly expires_at: string;
}

/** A plan that ran, with what every step saw. */
export interface Run {
  readonly schema_version: 1;
  /** `run_` and a sortable unique part. */
  readonly id: string;
  readonly plan: Plan;
  readonly status: RunStatus;
  /** In the plan's step order. */
  readonly results: readonly StepResult[];
  readonly started_at: string;
  readonly finished_at: string;
  /** API requests by provider. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Checks a {@link Run}. */
export const runSchema: z.ZodType<Run> = z
  .strictObject({
    schema_version: z.literal(1),
    id: z.string(),
    plan: planSchema,
    status: z.enum(['completed', 'partial', 'failed', 'interrupted']),
    results: z.array(stepResultSchema),
    started_at: z.string(),
    finished_at: z.string(),
    calls: z.record(z.string(), z.int()),
  })
  .meta({ id: 'Run', title: 'CloudOps run' });
