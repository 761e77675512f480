import { type Action, defineAction } from '@cloudops/spec';
import { z } from 'zod';
import { priceTableSchema } from './parse-price-table.ts';
import { type OwnPrices, readPriceFile } from './read-price-file.ts';

/**
 * Makes `aws.prices`: the price table that a user keeps, so that it stands in the evidence that savings rest on. Reads a
 * file and touches no cloud.
 * @param file null = nobody keeps one.
 */
export function createPricesAction(file: string | null): Action {
  return defineAction<Record<string, never>, OwnPrices>({
    name: 'prices',
    description: 'Reads your own prices, which count before the shipped list prices.',
    risk: 'read',
    input: z.strictObject({}) as unknown as z.ZodType<Record<string, never>>,
    output: z.strictObject({ prices: priceTableSchema.nullable() }),
    estimatedSec: 0.1,
    estimatedCostUsd: 0,
    permissions: () => [],
    doRun: () => readPriceFile(file),
  });
}
