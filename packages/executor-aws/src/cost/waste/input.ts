import { z } from 'zod';
import type { StepEvidence } from '../../listing/listing.ts';
import { stepEvidenceSchema } from '../metrics/metrics-input.ts';
import { type WasteSettings, wasteSettingsSchema } from './settings.ts';

/** What `aws.analyze-waste` and `aws.waste-suspects` take. A step that is left out counts as skipped. */
export interface WasteInput {
  /** What the question was limited to; only said, since the places were resolved by it. */
  readonly scope?:
    | { readonly account?: string | null | undefined; readonly region?: string | null | undefined }
    | null
    | undefined;
  readonly settings?: WasteSettings | null | undefined;
  readonly steps: Readonly<Record<string, StepEvidence>>;
}

const text = z.string().nullish();

/** Checks a {@link WasteInput}; outputs of steps are read defensively instead, since they are large. */
export const wasteInputSchema: z.ZodType<WasteInput> = z.strictObject({
  scope: z.strictObject({ account: text, region: text }).nullish(),
  settings: wasteSettingsSchema.nullish(),
  steps: z.record(z.string(), stepEvidenceSchema),
});
