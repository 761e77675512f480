import type { Action, FindingDefinition } from '@cloudops/spec';
import type { AwsSession } from '../clients/session.ts';
import { analyzeCostAction, billingFindings, costSuspectsAction } from './billing/index.ts';
import { type CostCacheStore, createCostExplorerAction } from './explorer/index.ts';

/** What the cost actions work with. */
export interface CostOptions {
  readonly session: AwsSession;
  /** Keeps answers of Cost Explorer; null: every one is asked and paid anew, as a recording needs it. */
  readonly cache: CostCacheStore | null;
}

/** Every action about cost. */
export function createCostActions({ session, cache }: CostOptions): readonly Action[] {
  return [createCostExplorerAction({ session, cache }), costSuspectsAction, analyzeCostAction];
}

/** Registry of the codes that the cost analyzers report. */
export const costFindings: readonly FindingDefinition[] = [...billingFindings];

export { type CostCacheStore, createFolderCostCache } from './explorer/index.ts';

export { type PriceTable, type PriceTableOutcome, parsePriceTable } from './prices/index.ts';
