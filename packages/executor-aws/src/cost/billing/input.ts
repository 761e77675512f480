import { z } from 'zod';
import { type StepEvidence, stepEvidenceSchema } from '../../listing/listing.ts';
import { parseWindow } from './judge/window.ts';

/** What the question was limited to. */
export interface CostScope {
  /** Ids or configured names, several by commas. */
  readonly account?: string | null | undefined;
  /** Parts of services' names, such as `s3` or `Elastic Compute`, several by commas. */
  readonly service?: string | null | undefined;
  /** Several by commas. */
  readonly region?: string | null | undefined;
}

/** What counts, and where to look. */
export interface CostSettings {
  /**
   * In which a change must have shown: an ISO 8601 duration up to the last complete day (`P7D`), an interval of days, both
   * included (`2026-11-09/2026-11-15`), or null for the last `days` days.
   */
  readonly window?: string | null | undefined;
  /** Days before the last complete day in which a change must have begun; 45 unless stated. */
  readonly days?: number | null | undefined;
  /** A change must have added this much by the last complete day, in the bill's currency; 50 unless stated. */
  readonly min_total?: number | null | undefined;
  /** And this share of what is normal, in percent; 10 unless stated. */
  readonly min_percent?: number | null | undefined;
  /** The cost allocation tag that every resource should carry; null: not checked. */
  readonly tag?: string | null | undefined;
}

/** What `aws.analyze-cost` takes. A step that is left out counts as skipped. */
export interface CostInput {
  readonly scope: CostScope;
  readonly settings?: CostSettings | null | undefined;
  readonly steps: Readonly<Record<string, StepEvidence>>;
}

const text = z.string().nullable().optional();
const amount = z.number().min(0).nullable().optional();

/** Checks a {@link CostInput}; outputs of steps are read defensively instead, since they are large. */
export const costInputSchema: z.ZodType<CostInput> = z.strictObject({
  scope: z.strictObject({ account: text, service: text, region: text }),
  settings: z
    .strictObject({
      window: z
        .string()
        .refine(
          (text) => parseWindow(text) !== null,
          'must be a duration such as P7D, or days such as 2026-11-09/2026-11-15',
        )
        .nullable()
        .optional(),
      days: z.number().min(1).max(400).nullable().optional(),
      min_total: amount,
      min_percent: amount,
      tag: text,
    })
    .nullable()
    .optional(),
  steps: z.record(z.string(), stepEvidenceSchema),
});
