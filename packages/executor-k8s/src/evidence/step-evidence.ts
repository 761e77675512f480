import { type UnknownReason, unknownKinds } from '@cloudops/spec';
import { z } from 'zod';

/** One earlier step's evidence as expressions hand it over. */
export interface StepEvidence {
  readonly status: 'present' | 'absent' | 'unknown' | 'skipped';
  readonly output?: unknown;
  readonly reason?: UnknownReason | null | undefined;
}

/** Checks the evidence of steps by id; outputs are read defensively instead, since they are large. */
export const stepsSchema: z.ZodType<Readonly<Record<string, StepEvidence>>> = z.record(
  z.string(),
  z.object({
    status: z.enum(['present', 'absent', 'unknown', 'skipped']),
    output: z.unknown().optional(),
    reason: z
      .object({
        kind: z.enum(unknownKinds as [UnknownReason['kind']]),
        message: z.string(),
        needs: z.string().exactOptional(),
      })
      .nullable()
      .optional(),
  }),
);
