import { z } from 'zod';
import type { PriceTable } from './price-table.ts';

/** What became of reading a price table. */
export type PriceTableOutcome =
  | { readonly kind: 'table'; readonly table: PriceTable }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** Checks a {@link PriceTable}: amounts are decimal dollars as text, at most 9 digits after the point. */
export const priceTableSchema: z.ZodType<PriceTable> = z.strictObject({
  priced_at: z.iso.date(),
  source: z.string().min(1).max(500),
  fallback_region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
  regions: z.record(
    z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
    z.record(z.string().max(100), z.string().regex(/^\d{1,6}(\.\d{1,9})?$/, 'must be dollars such as "0.045"')),
  ),
});

/** Reads a price table that a user keeps, such as one with a negotiated discount. Never throws. */
export function parsePriceTable(text: string): PriceTableOutcome {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'invalid', problems: ['it is not JSON'] };
  }
  const checked = priceTableSchema.safeParse(value);
  if (checked.success) return { kind: 'table', table: checked.data };
  return {
    kind: 'invalid',
    problems: checked.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`),
  };
}
