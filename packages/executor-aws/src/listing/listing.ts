import { type Json, type UnknownReason, unknownKinds } from '@cloudops/spec';
import { z } from 'zod';

/** One region of one account. A global service has the region of its endpoint. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
}

/** What one operation answered in one place. */
export interface PlaceListing extends Place {
  /** What this place was asked besides the step's input, such as an id. */
  readonly input?: Readonly<Record<string, Json>>;
  readonly status: 'present' | 'unknown';
  /** Why it is unknown; left out when present. */
  readonly reason?: UnknownReason;
  /** Items in the SDK's shapes as plain JSON; of an unknown place what had come before the failure. */
  readonly items: readonly Json[];
}

/** What `aws.list` read: sorted by account, region and input. */
export interface Listing {
  readonly places: readonly PlaceListing[];
}

/** One earlier step's evidence as expressions hand it to an analyzer. */
export interface StepEvidence {
  readonly status: 'present' | 'absent' | 'unknown' | 'skipped';
  readonly output?: unknown;
  readonly reason?: UnknownReason | null | undefined;
}

/** Checks a {@link StepEvidence}; the output is read defensively instead, since it is large. */
export const stepEvidenceSchema: z.ZodType<StepEvidence> = z.object({
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
});
