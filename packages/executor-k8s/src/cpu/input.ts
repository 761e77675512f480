import { z } from 'zod';
import { type StepEvidence, stepsSchema } from '../evidence/step-evidence.ts';
import { type CpuThresholds, thresholdsSchema } from './thresholds.ts';

/** What the question was limited to; null or left out where it was not. */
export interface CpuScope {
  readonly namespace?: string | null | undefined;
  /** A name, or `kind/name`. */
  readonly workload?: string | null | undefined;
  readonly node?: string | null | undefined;
}

/** What `kubernetes.analyze-cpu` takes. A step that is left out counts as skipped. */
export interface CpuInput {
  readonly scope: CpuScope;
  readonly thresholds?: Partial<CpuThresholds> | null | undefined;
  /**
   * Only these codes: for a wider question that has other analyzers for the rest. What could not be checked is then told
   * by those. All unless stated.
   */
  readonly codes?: readonly string[] | undefined;
  readonly steps: Readonly<Record<string, StepEvidence>>;
}

const name = z.string().nullable().optional();

/** Checks a {@link CpuInput}; outputs of steps are read defensively instead, since they are large. */
export const cpuInputSchema: z.ZodType<CpuInput> = z.strictObject({
  scope: z.strictObject({ namespace: name, workload: name, node: name }),
  thresholds: thresholdsSchema.nullable().optional(),
  codes: z.array(z.string()).optional(),
  steps: stepsSchema,
});
