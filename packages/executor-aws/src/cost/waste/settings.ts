import { z } from 'zod';
import { priceTableSchema } from '../prices/parse-price-table.ts';
import type { PriceTable } from '../prices/price-table.ts';

/** What a user may set. Left out or null: the default that {@link readSettings} gives. */
export interface WasteSettings {
  /** Days that use is judged over; 14. */
  readonly days?: number | null | undefined;
  /** Savings below this many dollars a month are counted, not listed; 0. */
  readonly min_monthly_usd?: number | null | undefined;
  /** Tag keys that keep a resource as it is, whatever their value but `false`; `cloudops:keep`. */
  readonly keep_tags?: readonly string[] | null | undefined;
  /** Prices to use before the shipped ones. */
  readonly prices?: PriceTable | null | undefined;
}

/** {@link WasteSettings} with defaults. */
export interface Settings {
  readonly days: number;
  readonly minimumCents: number;
  readonly keepTags: readonly string[];
}

/** Checks {@link WasteSettings}. */
export const wasteSettingsSchema: z.ZodType<WasteSettings> = z.strictObject({
  days: z.int().min(7).max(60).nullish(),
  min_monthly_usd: z.number().min(0).nullish(),
  keep_tags: z.array(z.string().min(1).max(128)).max(50).nullish(),
  prices: priceTableSchema.nullish(),
});

/** Completes settings. */
export function readSettings(given: WasteSettings | null | undefined): Settings {
  return {
    days: given?.days ?? 14,
    minimumCents: Math.round((given?.min_monthly_usd ?? 0) * 100),
    keepTags: given?.keep_tags ?? ['cloudops:keep'],
  };
}
