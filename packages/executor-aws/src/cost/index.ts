import type { Action, FindingDefinition } from '@cloudops/spec';
import type { OwnAwsSession } from '../clients/aws-session.ts';
import type { AccountChoice } from '../places/account-list.ts';
import { analyzeCostAction, billingFindings, costSuspectsAction } from './billing/index.ts';
import { type CostCacheStore, costRegionOf, createCostExplorerAction } from './explorer/index.ts';
import { createPayerAction } from './payer/index.ts';
import { createPricesAction } from './prices/index.ts';

/** What the cost actions work with. */
export interface CostOptions {
  readonly session: OwnAwsSession;
  readonly accounts: AccountChoice;
  /** Keeps answers of Cost Explorer; null: every one is asked and paid anew, as a recording needs it. */
  readonly cache: CostCacheStore | null;
  /** Own prices, as `aws.prices` reads them; null: list prices only. */
  readonly priceFile: string | null;
}

/** Every action about cost. */
export function createCostActions({ session, accounts, cache, priceFile }: CostOptions): readonly Action[] {
  const region = costRegionOf(session.homeRegion);
  return [
    createPayerAction({ session, accounts }),
    createPricesAction(priceFile),
    createCostExplorerAction({ session, region, cache }),
    costSuspectsAction,
    analyzeCostAction,
  ];
}

/** Registry of the codes that the cost analyzers report. */
export const costFindings: readonly FindingDefinition[] = [...billingFindings];

export { type CostCacheStore, createFolderCostCache } from './explorer/index.ts';
