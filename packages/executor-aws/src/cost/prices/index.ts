export { type PriceTableOutcome, parsePriceTable } from './parse-price-table.ts';
export type { PriceTable } from './price-table.ts';
