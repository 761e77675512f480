import { z } from 'zod';
import { regionName } from '../../actions/inputs.ts';
import type { Place } from '../../listing/listing.ts';

/** Where a change is to be made; null = where the thing is found. */
export interface PlaceInput {
  /** Twelve digits or a configured name. */
  readonly account?: string | null | undefined;
  readonly region?: string | null | undefined;
}

/** The schemas of {@link PlaceInput}'s fields, for an action's own. */
export const placeFields: {
  readonly account: z.ZodType<string | null | undefined>;
  readonly region: z.ZodType<string | null | undefined>;
} = {
  account: z.string().min(1).max(100).nullish(),
  region: regionName.nullish(),
};

/** Checks a place that a change saved. */
export const placeSchema: z.ZodType<Place> = z.strictObject({
  account: z.string().regex(/^\d{12}$/),
  region: regionName,
});
