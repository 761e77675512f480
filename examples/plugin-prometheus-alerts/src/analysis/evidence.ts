import { type UnknownReason, unknownKinds } from '@cloudops/spec';
import { z } from 'zod';

/** One step's evidence as expressions hand it over. */
export interface StepEvidence {
  readonly status: 'present' | 'absent' | 'unknown' | 'skipped';
  readonly output?: unknown;
  readonly reason?: UnknownReason | null | undefined;
}

const reasonSchema: z.ZodType<UnknownReason> = z.object({
  kind: z.enum(unknownKinds as [UnknownReason['kind']]),
  message: z.string(),
  needs: z.string().exactOptional(),
});

/** Checks a {@link StepEvidence}; its output is checked by whoever reads it. */
export const stepSchema: z.ZodType<StepEvidence> = z.object({
  status: z.enum(['present', 'absent', 'unknown', 'skipped']),
  output: z.unknown().optional(),
  reason: reasonSchema.nullable().optional(),
});
