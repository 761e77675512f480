import { unknownKinds } from '@cloudops/spec';
import { z } from 'zod';
import type { StepEvidence } from '../../listing/listing.ts';

/** How one dimension gets its value: a field of the item (with what stands before the value cut off), or a text. */
export interface DimensionSource {
  readonly name: string;
  /** A dotted path in the item, such as `InstanceId`. */
  readonly field?: string | undefined;
  /** Only what follows the first occurrence of this, such as `:loadbalancer/` in an ARN. */
  readonly after?: string | undefined;
  readonly value?: string | undefined;
}

/** Items that are asked about: those whose field has one of the values, or starts with one of the prefixes. */
export interface ItemFilter {
  readonly field: string;
  readonly in?: readonly string[] | undefined;
  readonly prefixes?: readonly string[] | undefined;
}

/** One metric of each item. */
export interface WantedMetric {
  readonly metric: string;
  readonly stat: string;
  /** Seconds; a multiple of 3600. */
  readonly period: number;
}

/** Metrics of the items that an earlier `aws.list` step read. */
export interface MetricsRequest {
  /** The earlier step, as `${{ steps.<id> }}`. */
  readonly of: StepEvidence;
  readonly where?: readonly ItemFilter[] | undefined;
  readonly namespace: string;
  readonly dimensions: readonly DimensionSource[];
  readonly metrics: readonly WantedMetric[];
  /** The window's length; the action's unless stated. */
  readonly days?: number | null | undefined;
}

/** What `aws.metrics` takes. */
export interface MetricsInput {
  readonly days: number;
  readonly requests: readonly MetricsRequest[];
}

const path = z.string().regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$/, 'must be a dotted path such as State.Name');
const days = z.int().min(1).max(90);
const values = z.array(z.string().max(200)).min(1).max(50).optional();

/** Evidence of an earlier step; its output is read defensively, since it is large. */
export const stepEvidenceSchema: z.ZodType<StepEvidence> = z.object({
  status: z.enum(['present', 'absent', 'unknown', 'skipped']),
  output: z.unknown().optional(),
  reason: z
    .object({ kind: z.enum(unknownKinds as ['denied']), message: z.string(), needs: z.string().exactOptional() })
    .nullable()
    .optional(),
}) as z.ZodType<StepEvidence>;

/** Checks a {@link MetricsInput}. */
export const metricsInputSchema: z.ZodType<MetricsInput> = z.strictObject({
  days,
  requests: z
    .array(
      z.strictObject({
        of: stepEvidenceSchema,
        where: z
          .array(z.strictObject({ field: path, in: values, prefixes: values }))
          .max(5)
          .optional(),
        namespace: z.string().regex(/^AWS\/[A-Za-z0-9]+$/, 'must be a namespace of AWS such as AWS/EC2'),
        dimensions: z
          .array(
            z.strictObject({
              name: z.string().min(1).max(100),
              field: path.optional(),
              after: z.string().min(1).max(100).optional(),
              value: z.string().min(1).max(200).optional(),
            }),
          )
          .min(1)
          .max(10),
        metrics: z
          .array(
            z.strictObject({
              metric: z.string().min(1).max(100),
              stat: z.string().regex(/^(Average|Sum|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d)?)$/),
              period: z.int().min(3600).max(86_400).multipleOf(3600),
            }),
          )
          .min(1)
          .max(20),
        days: days.nullish(),
      }),
    )
    .min(1)
    .max(30),
});
